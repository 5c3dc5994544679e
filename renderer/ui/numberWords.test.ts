import { expect, test } from 'vitest';
import { dateWords, numberWords } from './numberWords.ts';

test.each([
  [0, '0'],
  [0.31415, '0.314'],
  [-12.345, '−12.3'],
  [1234.5, '1,235'],
  [0.00042, '0.00042'],
  [4.2e-7, '4.2e−7'],
  [3e9, '3.0e+9'],
])('%d is %s', (value, words) => expect(numberWords(value)).toBe(words));

test('a date shows its time only where it has one', () => {
  expect(dateWords(Date.UTC(2026, 2, 14))).toBe('2026-03-14');
  expect(dateWords(Date.UTC(2026, 2, 14, 9, 5))).toBe('2026-03-14 09:05');
});
