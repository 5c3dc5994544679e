import { expect, test } from 'vitest';
import { midpointError, type Networks } from './midpointError.ts';

/** An image of one value: x = z², and back z = x. */
const squaring: Networks = {
  decode: async (z) => z.map((value) => value ** 2),
  encode: async (x) => x,
};

test('is what decode, encode, decode changes at midpoints', async () => {
  // The only pair lies around 2, which is drawn as 4, and that again as 16.
  expect(await midpointError(squaring, Float32Array.of(1, 3), 1, 1)).toEqual({ pairs: 1, sse: 144 });
  // Around 1, which comes back as it is.
  expect((await midpointError(squaring, Float32Array.of(0, 2), 1, 1))?.sse).toBe(0);
});

test('no image is paired with itself, and there are 200 pairs at most', async () => {
  const told: number[] = [];
  const watching: Networks = {
    decode: async (z) => {
      told.push(...z);
      return z;
    },
    encode: async (x) => x,
  };
  const apart = Float32Array.from({ length: 21 }, (_, i) => 2 ** i);
  const result = await midpointError(watching, apart, 1, 7);
  expect(result).toEqual({ pairs: 200, sse: 0 });
  const middles = told.slice(0, 200);
  // The middle of 2^a and 2^b, a ≠ b, is twice a sum of two powers: never a power itself.
  expect(middles.filter((middle) => Number.isInteger(Math.log2(2 * middle)))).toEqual([]);
});

test('one image has no pairs', async () => {
  expect(await midpointError(squaring, Float32Array.of(1), 1, 1)).toBeNull();
});
