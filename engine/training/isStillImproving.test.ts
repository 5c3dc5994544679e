import { expect, test } from 'vitest';
import { isStillImproving } from './isStillImproving.ts';

const curve = (...errors: number[]) => errors.map((heldOutSse) => ({ heldOutSse }));

test('an error that still falls at the end, one that has come to rest, and one that rises', () => {
  expect(isStillImproving(curve(10, 9, 8, 7, 6, 5, 4, 3, 2, 1))).toBe(true);
  expect(isStillImproving(curve(10, 5, 4, 3.01, 3, 3, 3, 3, 2.999, 2.999))).toBe(false);
  expect(isStillImproving(curve(10, 5, 3, 3.1, 3.2, 3.3, 3.4, 3.5, 3.6, 3.7))).toBe(false);
});

test('a few points say nothing', () => {
  expect(isStillImproving(curve(3, 2, 1))).toBe(false);
});
