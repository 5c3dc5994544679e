import { expect, test } from 'vitest';
import { meanOfRows } from './meanOfRows.ts';
import { rowsOf } from './rowsOf.ts';
import { spreadRows } from './spreadRows.ts';

const values = Float32Array.from({ length: 20 }, (_, i) => i);

test('rows are copied in the order asked for', () => {
  const rows = rowsOf(values, [9, 0, 9], 2);
  expect([...rows]).toEqual([18, 19, 0, 1, 18, 19]);
  rows.fill(-1);
  expect(values[0]).toBe(0);
});

test('rows are spread as items are', () => {
  expect([...spreadRows(values, 2, 3)]).toEqual([2, 3, 10, 11, 16, 17]);
  expect(spreadRows(values, 2, 10)).toEqual(values);
  expect(spreadRows(values, 2, 10).buffer).not.toBe(values.buffer);
});

test('their mean', () => {
  expect([...meanOfRows(values, 2, [0, 1, 5])]).toEqual([4, 5]);
});
