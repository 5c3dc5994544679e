import { expect, test } from 'vitest';
import { expectedEfficiency } from './estimateSeconds.ts';

const dense = (multiplications: number, efficiency: number) =>
  ({ architecture: 'dense', multiplications, efficiency }) as const;

test('nothing measured: what was measured elsewhere', () => {
  expect(expectedEfficiency('dense', 1e6, [])).toBe(1);
  expect(expectedEfficiency('conv', 1e6, [dense(1e6, 0.1)])).toBe(0.7);
});

test('networks alike decide before others, the newest of them by their median', () => {
  const measured = [0.9, 0.1, 0.2, 0.3, 0.25, 5].map((efficiency) => dense(1e6, efficiency));
  expect(expectedEfficiency('dense', 2e6, [dense(1e8, 0.7), ...measured])).toBe(0.25);
  expect(expectedEfficiency('dense', 1e8, [...measured, dense(1e8, 0.7)])).toBe(0.7);
  expect(expectedEfficiency('dense', 1e10, [dense(1e6, 0.2), dense(1e6, 0.4)])).toBeCloseTo(0.3, 10);
});
