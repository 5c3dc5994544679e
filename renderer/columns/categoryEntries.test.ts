import { expect, test } from 'vitest';
import { categoryEntries, entryWords } from './categoryEntries.ts';
import { labelColors, noLabelColor } from './labelColors.ts';
import type { ColumnInfo } from '../../protocol/columns.ts';

const info = (change: Partial<ColumnInfo>): ColumnInfo => ({
  name: 'kind',
  type: 'category',
  origin: 'metadata',
  words: '',
  unit: '',
  version: 1,
  known: 0,
  categories: [],
  range: null,
  ...change,
});

test('categories have their colours in order, and what has none comes last', () => {
  const column = info({
    categories: [
      { name: 'cat', count: 3 },
      { name: 'dog', count: 4 },
    ],
  });
  const entries = categoryEntries(column, null, 10, 'dark');
  const [first, second] = labelColors(2, 'dark');
  expect(entries).toEqual([
    { name: 'cat', count: 3, color: first },
    { name: 'dog', count: 4, color: second },
    { name: null, count: 3, color: noLabelColor('dark') },
  ]);
  expect(entries.map((entry) => entryWords(column, entry))).toEqual(['cat', 'dog', 'no kind']);
  expect(categoryEntries(column, null, 7, 'dark')).toHaveLength(2);
});

test('of a flag both values are counted', () => {
  const values = { type: 'flag' as const, values: Uint16Array.from([1, 0, 1, 65535]) };
  const counts = categoryEntries(info({ type: 'flag' }), values, 4, 'light').map(({ name, count }) => [
    name,
    count,
  ]);
  expect(counts).toEqual([
    ['no', 1],
    ['yes', 2],
    [null, 1],
  ]);
});
