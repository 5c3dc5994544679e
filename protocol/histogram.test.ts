import { expect, test } from 'vitest';
import { NO_CODE } from './columns.ts';
import { Histogram, histogramOf } from './histogram.ts';
import { seededRandom } from './testing/seededRandom.ts';

test('every value within the bounds counts once, in its bin', () => {
  const random = seededRandom(3);
  const values = Float64Array.from({ length: 5000 }, () => (random() < 0.1 ? NaN : random() * 10));
  const counts = histogramOf(values, { min: 2, max: 8, bins: 12 });
  const within = values.filter((value) => value >= 2 && value <= 8);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(within.length);
  expect(counts[3]).toBe(within.filter((value) => value >= 3.5 && value < 4).length);
});

test('the last bin holds the largest value, and one value of a column the first bin', () => {
  expect([
    ...histogramOf(Float64Array.of(0, 1, 1), { min: 0, max: 1, bins: 2 }, Uint8Array.of(0, 1, 0)),
  ]).toEqual([1, 1]);
  expect([...histogramOf(Float64Array.of(5, 5, NaN), { min: 5, max: 5, bins: 4 })]).toEqual([2, 0, 0, 0]);
});

test('groups are counted apart, rows without one last, in pieces as at once', () => {
  const values = Float64Array.of(0, 1, 2, 3, 4, 4, 5, -1, NaN, 2);
  const codes = Uint16Array.of(0, 0, 1, 1, 0, NO_CODE, 0, 0, 0, 1);
  const leftOut = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
  const histogram = new Histogram({ min: 0, max: 4, bins: 2 }, { codes, count: 2 });
  for (const [from, to] of [
    [0, 4],
    [4, 5],
    [5, 10],
  ] as const) {
    histogram.add(values, leftOut, from, to);
  }
  expect(histogram.counts.map((row) => [...row])).toEqual([
    [2, 1],
    [0, 2],
    [0, 1],
  ]);
});
