import { expect, test } from 'vitest';
import { currentColumn } from './currentColumn.ts';
import { offsetWords } from './traversalWords.ts';

const offsets = [-2, -1, 0, 1, 2];
const row = { dimension: 1, direction: null, middle: 10, deviation: 2 };

test.each([
  [[0, 10], 2],
  [[0, 12.9], 3],
  [[0, 13.1], 4],
  [[0, 99], 4],
  [[0, -99], 0],
])('of z %j column %i is the nearest', (z, column) => {
  expect(currentColumn(row, Float32Array.from(z), offsets)).toBe(column);
});

test('along a direction it is the value along it; where nothing varies there is none', () => {
  const along = { dimension: null, direction: [0.6, 0.8], middle: 0, deviation: 5 };
  expect(currentColumn(along, Float32Array.of(3, 4), offsets)).toBe(3);
  expect(currentColumn({ ...row, deviation: 0 }, Float32Array.of(0, 10), offsets)).toBe(-1);
});

test('offsets are written with their sign and one decimal', () => {
  expect([-3, -0.6, 0, 0.6000001, 3].map(offsetWords)).toEqual(['−3', '−0.6', '0', '+0.6', '+3']);
});
