import { expect, test } from 'vitest';
import { nearestRow, typicalDistance } from './nearestRow.ts';

const rows = Float32Array.of(0, 0, 3, 4, 3, 5, -10, 0);

test('the nearest row by Euclidean distance, the first of equal ones, one left out on request', () => {
  expect(nearestRow(rows, Float32Array.of(3, 4))).toEqual({ row: 1, distance: 0 });
  expect(nearestRow(rows, Float32Array.of(3, 4), 1)).toEqual({ row: 2, distance: 1 });
  expect(nearestRow(rows, Float32Array.of(3, 4.5))).toEqual({ row: 1, distance: 0.5 });
  expect(nearestRow(rows, Float32Array.of(0, 0), 0)).toEqual({ row: 1, distance: 5 });
});

test('the typical distance is the median over rows, and there is none of one row', () => {
  // To their nearest other: 5, 1, 1, 10.
  expect(typicalDistance(rows, 2)).toBe(5);
  expect(typicalDistance(rows.subarray(0, 2), 2)).toBeNull();
});
