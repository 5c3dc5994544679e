import { expect, test } from 'vitest';
import { NO_CODE, type ColumnValues } from '../../protocol/columns.ts';
import { cellWords } from './cellWords.ts';

const info = { categories: [{ name: 'cat', count: 1 }] };

test.each<[ColumnValues, string[]]>([
  [{ type: 'number', values: Float64Array.of(0.12345, -3, NaN) }, ['0.123', '−3', '–']],
  [{ type: 'date', values: Float64Array.of(0, NaN) }, ['1970-01-01', '–']],
  [{ type: 'category', values: Uint16Array.of(0, NO_CODE) }, ['cat', '–']],
  [{ type: 'flag', values: Uint16Array.of(1, 0, NO_CODE) }, ['yes', 'no', '–']],
  [{ type: 'text', values: ['a', ''] }, ['a', '–']],
])('%j is read as %j', (column, words) => {
  expect(words.map((_, row) => cellWords(info, column, row))).toEqual(words);
  expect(cellWords(info, column, words.length)).toBe('');
});
