import { expect, test } from 'vitest';
import { learningRateAt } from './learningRateAt.ts';

test('it rises, stands at the top, falls along half a cosine', () => {
  const rates = Array.from({ length: 1000 }, (_, step) => learningRateAt(step, 1000, 0, 2));
  expect(rates[0]).toBeCloseTo(2 / 31, 3);
  expect(Math.max(...rates)).toBeGreaterThan(1.98);
  expect(rates.indexOf(Math.max(...rates))).toBeLessThan(35);
  expect(rates[500]).toBeCloseTo(1.01, 2);
  expect(rates[999]).toBeCloseTo(0.02, 4);
  for (let step = 40; step < 1000; step++) expect(rates[step]!).toBeLessThan(rates[step - 1]!);
});

test('where time ends first, the rate follows the time', () => {
  expect(learningRateAt(100, 1000, 0.5, 1)).toBeCloseTo(learningRateAt(500, 1000, 0, 1), 10);
  expect(learningRateAt(500, 1000, 0.2, 1)).toBe(learningRateAt(500, 1000, 0, 1));
  expect(learningRateAt(100, 1000, 1, 1)).toBeCloseTo(0.01, 10);
});
