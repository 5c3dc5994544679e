import { expect, test } from 'vitest';
import { NO_CODE, type ColumnValues } from './columns.ts';
import type { ColumnFilter } from './document.ts';
import { rowsFilter } from './rowsFilter.ts';

function leftOut(
  column: ColumnValues,
  filter: ColumnFilter,
  { categories = [] as string[], before = new Uint8Array(column.values.length) } = {},
): number[] {
  const info = { categories: categories.map((name) => ({ name, count: 1 })) };
  rowsFilter(info, column, filter)?.(before, 0, before.length);
  return [...before];
}

test('a range leaves out what lies beyond, and missing values only when asked', () => {
  const column: ColumnValues = { type: 'number', values: Float64Array.of(1, 2, 3, NaN) };
  const atLeast = { kind: 'range', min: 2, max: null, hideMissing: false } as const;
  expect(leftOut(column, atLeast)).toEqual([1, 0, 0, 0]);
  expect(leftOut(column, { kind: 'range', min: null, max: 2, hideMissing: true })).toEqual([0, 0, 1, 1]);
  expect(leftOut(column, atLeast, { before: Uint8Array.of(0, 1, 0, 0) })).toEqual([1, 1, 0, 0]);
});

test('categories are left out by name', () => {
  const column: ColumnValues = { type: 'category', values: Uint16Array.from([0, 1, 2, NO_CODE]) };
  const categories = ['cat', 'dog', 'owl'];
  const hides = (hidden: string[], hideMissing: boolean): ColumnFilter => ({
    kind: 'categories',
    hidden,
    hideMissing,
  });
  expect(leftOut(column, hides(['owl', 'gone'], false), { categories })).toEqual([0, 0, 1, 0]);
  expect(leftOut(column, hides([], true), { categories })).toEqual([0, 0, 0, 1]);
});

test('a flag is left out by yes or no', () => {
  const column: ColumnValues = { type: 'flag', values: Uint16Array.from([0, 1, NO_CODE]) };
  expect(leftOut(column, { kind: 'categories', hidden: ['no'], hideMissing: false })).toEqual([1, 0, 0]);
});

test('only the rows that are asked for are looked at, and a filter of another type leaves nothing out', () => {
  const column: ColumnValues = { type: 'number', values: Float64Array.of(0, 0, 0, 0) };
  const positive: ColumnFilter = { kind: 'range', min: 1, max: null, hideMissing: false };
  const out = new Uint8Array(4);
  rowsFilter({ categories: [] }, column, positive)!(out, 1, 3);
  expect([...out]).toEqual([0, 1, 1, 0]);
  expect(
    rowsFilter({ categories: [] }, column, { kind: 'categories', hidden: [], hideMissing: true }),
  ).toBeNull();
});
