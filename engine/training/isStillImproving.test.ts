import { expect, test } from 'vitest';
import { isStillImproving } from './isStillImproving.ts';

/** The loss stands still. */
const curve = (...errors: number[]) => errors.map((heldOutSse) => ({ heldOut: 1, heldOutSse }));

test('an error that still falls at the end, one that has come to rest, and one that rises', () => {
  expect(isStillImproving(curve(10, 9, 8, 7, 6, 5, 4, 3, 2, 1), 'sse')).toBe(true);
  expect(isStillImproving(curve(10, 5, 4, 3.01, 3, 3, 3, 3, 2.999, 2.999), 'sse')).toBe(false);
  expect(isStillImproving(curve(10, 5, 3, 3.1, 3.2, 3.3, 3.4, 3.5, 3.6, 3.7), 'sse')).toBe(false);
});

test('where another loss judges, it is that which has come to rest or not', () => {
  const falling = curve(10, 9, 8, 7, 6, 5, 4, 3, 2, 1);
  expect(isStillImproving(falling, 'sharp')).toBe(false);
  const turned = falling.map(({ heldOut, heldOutSse }) => ({ heldOut: heldOutSse, heldOutSse: heldOut }));
  expect(isStillImproving(turned, 'sharp')).toBe(true);
});

test('a few points say nothing', () => {
  expect(isStillImproving(curve(3, 2, 1), 'sse')).toBe(false);
});
