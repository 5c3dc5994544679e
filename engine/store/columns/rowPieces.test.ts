import { expect, test } from 'vitest';
import { countOfRanges, rowsOfRanges, type RowRanges } from '../../../protocol/rowRanges.ts';
import { pushRows, rowChunks, rowPieces } from './rowPieces.ts';

const RANGES: RowRanges = [
  [0, 1],
  [3, 9],
  [15, 41],
];

test('rows are cut where blocks end', () => {
  expect([...rowPieces(RANGES, 8)]).toEqual([
    [
      0,
      [
        [0, 1],
        [3, 8],
      ],
    ],
    [
      1,
      [
        [8, 9],
        [15, 16],
      ],
    ],
    [2, [[16, 24]]],
    [3, [[24, 32]]],
    [4, [[32, 40]]],
    [5, [[40, 41]]],
  ]);
});

test('chunks hold as many rows as they may, and together all of them', () => {
  const chunks = [...rowChunks(RANGES, 10)];
  expect(chunks.map(countOfRanges)).toEqual([10, 10, 10, 3]);
  expect(chunks.flatMap((chunk) => [...rowsOfRanges(chunk)])).toEqual([...rowsOfRanges(RANGES)]);
  expect([...rowChunks([], 10)]).toEqual([]);
});

test('runs that touch become one', () => {
  const runs: [number, number][] = [];
  pushRows(runs, 1, 2);
  pushRows(runs, 2, 5);
  pushRows(runs, 7, 8);
  expect(runs).toEqual([
    [1, 5],
    [7, 8],
  ]);
});
