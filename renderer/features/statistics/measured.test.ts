import { expect, test } from 'vitest';
import { seededRandom } from '../../../protocol/testing/seededRandom.ts';
import { extremes, summarize } from './measured.ts';

const all = () => true;

test('mean and deviation are of the rows that count and have a value', () => {
  const values = Float64Array.of(2, NaN, 4, 6, 100);
  expect(summarize(values, (row) => row < 4)).toEqual({ mean: 4, std: Math.sqrt(8 / 3) });
  expect(summarize(Float64Array.of(NaN), all)).toBeNull();
  expect(summarize(values, () => false)).toBeNull();
});

test('extremes are what sorting gives, ties by row', () => {
  const random = seededRandom(11);
  const values = Float64Array.from({ length: 500 }, () => (random() < 0.2 ? NaN : Math.floor(random() * 40)));
  const rows = [...values.keys()].filter((row) => !Number.isNaN(values[row]));
  const sorted = rows.toSorted((a, b) => values[a]! - values[b]! || a - b);
  const reversed = rows.toSorted((a, b) => values[b]! - values[a]! || a - b);
  expect(extremes(values, 'lowest', 7, all)).toEqual(sorted.slice(0, 7));
  expect(extremes(values, 'highest', 7, all)).toEqual(reversed.slice(0, 7));
  const even = (row: number) => row % 2 === 0;
  expect(extremes(values, 'lowest', 5, even)).toEqual(sorted.filter(even).slice(0, 5));
  expect(extremes(Float64Array.of(NaN, 3), 'lowest', 5, all)).toEqual([1]);
});
