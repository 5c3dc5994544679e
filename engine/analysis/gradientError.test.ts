import { expect, test } from 'vitest';
import { gradientError } from './gradientError.ts';

test('an edge that is gone counts where it was, brightness does not', () => {
  // Two rows of three grey pixels: an edge between the second and the third.
  const x = Uint8Array.of(0, 0, 255, 0, 0, 255);
  expect(gradientError(x, x, 3, 2, 1)).toBe(0);
  // Of 4 pairs to the right two lose a step of 1; the 3 pairs down lose nothing.
  expect(gradientError(x, new Uint8Array(6).fill(90), 3, 2, 1)).toBeCloseTo(2 / 7, 12);
  expect(gradientError(new Uint8Array(6).fill(10), new Uint8Array(6).fill(200), 3, 2, 1)).toBe(0);
  // The same edge a pixel further left: it is missing in one place, and too many in another.
  expect(gradientError(x, Uint8Array.of(0, 255, 255, 0, 255, 255), 3, 2, 1)).toBeCloseTo(4 / 7, 12);
});

test('channels are compared each with itself, and the end of a row is no neighbour of the next', () => {
  const x = Uint8Array.of(255, 0, 0, 255, 0, 0);
  expect(gradientError(x, new Uint8Array(6), 2, 1, 3)).toBe(0);
  expect(gradientError(x, new Uint8Array(6), 1, 2, 3)).toBe(0);
  expect(gradientError(Uint8Array.of(0, 0, 0, 255, 0, 0), new Uint8Array(6), 2, 1, 3)).toBeCloseTo(1 / 3, 12);
  expect(gradientError(Uint8Array.of(7), Uint8Array.of(9), 1, 1, 1)).toBe(0);
});
