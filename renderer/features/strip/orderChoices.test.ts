import { expect, test } from 'vitest';
import { BY_NAME, choiceOf, directionWords, orderGroups } from './orderChoices.ts';
import type { ColumnInfo } from '../../../protocol/columns.ts';

const column = (name: string, more: Partial<ColumnInfo> = {}): ColumnInfo => ({
  ...{ name, type: 'number', origin: 'operation', words: `${name} in words`, unit: '', version: 1 },
  ...{ known: 1, categories: [], range: [0, 1], ...more },
});

const titles = (columns: readonly ColumnInfo[]) =>
  orderGroups(columns).map(({ title, choices }) => [title, ...choices.map((choice) => choice.title)]);

test('what one looks for stands there in plain words where it was measured, not where metadata is called so', () => {
  expect(titles([column('mse'), column('caption', { type: 'text', origin: 'metadata' })])).toEqual([
    ['Images', 'Name', 'Distance in z', 'Angle in z'],
    ['Look for', 'Worst reconstructed first', 'Best reconstructed first'],
    ['Columns', 'mse', 'caption'],
  ]);
  expect(titles([column('sharpness', { origin: 'metadata' })])).toEqual([
    ['Images', 'Name', 'Distance in z', 'Angle in z'],
    ['Columns', 'sharpness'],
  ]);
});

test('an order is called by its plain words, else by its column', () => {
  const groups = orderGroups([column('mse'), column('age', { origin: 'metadata' })]);
  const title = (name: string, isDescending: boolean) =>
    choiceOf(groups, { kind: 'column', name }, isDescending).title;
  expect([title('mse', true), title('mse', false), title('age', true)]).toEqual([
    'Worst reconstructed first',
    'Best reconstructed first',
    'age',
  ]);
  expect(choiceOf(groups, { kind: 'column', name: 'gone' }, true)).toBe(BY_NAME);
  expect(directionWords({ kind: 'distance', metric: 'l2' }, undefined, false)).toBe('nearest first');
  expect(directionWords({ kind: 'column', name: 'when' }, 'date', true)).toBe('newest first');
});
