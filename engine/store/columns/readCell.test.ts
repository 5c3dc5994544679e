import { expect, test } from 'vitest';
import type { ColumnType } from '../../../protocol/columns.ts';
import { CellSurvey } from './inferType.ts';
import { readCell, writeCell } from './readCell.ts';

const utc = (text: string) => Date.parse(`${text}Z`);

test.each<[ColumnType, string, ReturnType<typeof readCell>]>([
  ['number', '1.50', 1.5],
  ['number', '-3e-2', -0.03],
  ['number', '.5', 0.5],
  ['number', '0.25', 0.25],
  ['number', 'NaN', null],
  ['number', 'n/a', null],
  ['number', '', null],
  ['number', '007', undefined],
  ['number', '12345678901234567890', undefined],
  ['number', '1e400', undefined],
  ['number', '1,5', undefined],
  ['number', '0x10', undefined],
  ['number', '5 px', undefined],
  ['date', '2024-02-29', utc('2024-02-29T00:00:00')],
  ['date', '2024-01-02 03:04', utc('2024-01-02T03:04:00')],
  ['date', '2024-01-02T03:04:05.250Z', utc('2024-01-02T03:04:05.250')],
  ['date', '2024-01-02T03:04:05+02:00', utc('2024-01-02T01:04:05')],
  ['date', '0099-01-01', utc('0099-01-01T00:00:00')],
  ['date', '1900-02-29', undefined],
  ['date', '2000-02-29 12:00', utc('2000-02-29T12:00:00')],
  ['date', '2023-02-29', undefined],
  ['date', '2024-13-01', undefined],
  ['date', '2024-01-02T25:00', undefined],
  ['date', '2024', undefined],
  ['date', '01/02/2024', undefined],
  ['flag', 'True', true],
  ['flag', 'no', false],
  ['flag', '1', undefined],
  ['flag', 'none', null],
  ['category', 'none', 'none'],
  ['category', '', null],
  ['text', '007', '007'],
])('a %s cell %j is %j', (type, cell, value) => {
  expect(readCell(type, cell)).toBe(value);
});

test.each<[ColumnType, string]>([
  ['number', '1.5'],
  ['date', '2024-02-29'],
  ['date', '2024-01-02T03:04:05.250Z'],
  ['flag', 'true'],
  ['category', 'cat'],
  ['text', 'a cat'],
  ['text', ''],
])('a %s value is written as it was read: %j', (type, cell) => {
  expect(writeCell(type, readCell(type, cell)!)).toBe(cell);
});

const manyDifferent = Array.from({ length: 3000 }, (_, i) => `name ${i}`);
test.each<[string, string[], ColumnType]>([
  ['numbers', ['1', '2.5', '', 'nan'], 'number'],
  ['zeros and ones', ['0', '1', '1'], 'number'],
  ['codes with leading zeros', ['007', '007', '010', '010'], 'category'],
  ['days', ['2024-01-02', ''], 'date'],
  ['days and times', ['2024-01-02', '2024-01-02T03:04Z'], 'date'],
  ['yes and no', ['yes', 'No', ''], 'flag'],
  ['a number among words', ['1', '1', 'cat', 'cat'], 'category'],
  ['few words', ['cat', 'dog', 'cat', 'dog'], 'category'],
  ['words that are all different', ['a cat', 'a dog', 'a cat on a dog'], 'text'],
  ['more words than a legend can show', [...manyDifferent, ...manyDifferent, ...manyDifferent], 'text'],
  ['nothing but words for nothing', ['none', 'none'], 'category'],
])('%s are taken for a column of type', (_, cells, type) => {
  const survey = new CellSurvey();
  for (const cell of cells) survey.add(cell);
  expect(survey.type).toBe(type);
  expect(survey.fits(type)).toBe(true);
});
