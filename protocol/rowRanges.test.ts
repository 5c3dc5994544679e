import { expect, test } from 'vitest';
import { countOfRanges, rangesHave, rangesOfRows, rowsOfRanges } from './rowRanges.ts';
import { seededRandom } from './testing/seededRandom.ts';

test('rows become runs, and runs rows', () => {
  expect(rangesOfRows([])).toEqual([]);
  expect(rangesOfRows([3, 4, 4, 5, 9])).toEqual([
    [3, 6],
    [9, 10],
  ]);
  expect([
    ...rowsOfRanges([
      [3, 6],
      [9, 10],
    ]),
  ]).toEqual([3, 4, 5, 9]);
});

test('any set of rows comes back, is counted, and knows its members', () => {
  const random = seededRandom(7);
  for (let trial = 0; trial < 200; trial++) {
    const all = Array.from({ length: 60 }, (_, row) => row);
    const rows = all.filter(() => random() < 0.1 + (0.8 * trial) / 200);
    const ranges = rangesOfRows(rows);
    expect([...rowsOfRanges(ranges)]).toEqual(rows);
    expect(countOfRanges(ranges)).toBe(rows.length);
    for (const row of all) expect(rangesHave(ranges, row)).toBe(rows.includes(row));
    ranges.forEach(([from], at) => at > 0 && expect(from).toBeGreaterThan(ranges[at - 1]![1]));
  }
});
