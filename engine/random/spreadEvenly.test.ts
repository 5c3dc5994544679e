import { expect, test } from 'vitest';
import { spreadEvenly } from './spreadEvenly.ts';

test('items at even distances, each label as often as the others, all where there are no more', () => {
  const items = Array.from({ length: 100 }, (_, i) => i);
  expect(spreadEvenly(items, 4)).toEqual([12, 37, 62, 87]);
  const labels = spreadEvenly(items, 20).map((item) => Math.floor(item / 10));
  expect(labels).toEqual(Array.from({ length: 20 }, (_, i) => Math.floor(i / 2)));
  expect(spreadEvenly(items, 100)).toEqual(items);
  expect(spreadEvenly(items, 1000)).toEqual(items);
  expect(spreadEvenly([], 8)).toEqual([]);
});
