import { expect, test } from 'vitest';
import { Random } from '../../random/Random.ts';
import { SeenImages } from './SeenImages.ts';
import { splitHeldOut } from './splitHeldOut.ts';

/** [count,4] different random pictures. */
function pictures(count: number): Uint8Array {
  const random = new Random(count);
  return Uint8Array.from({ length: count * 4 }, () => random.below(256));
}

test('every row is on exactly one side, as many held out as asked', () => {
  const split = splitHeldOut(pictures(200), 200, 0.1, 1);
  expect(split.heldOut.length).toBe(20);
  expect([...split.training, ...split.heldOut].sort((a, b) => a - b)).toEqual(
    Array.from({ length: 200 }, (_, row) => row),
  );
});

test('the seed decides', () => {
  const pixels = pictures(100);
  expect(splitHeldOut(pixels, 100, 0.2, 7)).toEqual(splitHeldOut(pixels, 100, 0.2, 7));
  expect(splitHeldOut(pixels, 100, 0.2, 7).heldOut).not.toEqual(splitHeldOut(pixels, 100, 0.2, 8).heldOut);
});

test('copies of a picture stay together', () => {
  const one = pictures(50);
  const pixels = new Uint8Array(400);
  pixels.set(one);
  pixels.set(one, 200);
  const { heldOut, training } = splitHeldOut(pixels, 100, 0.3, 3);
  expect(heldOut.length).toBe(30);
  for (const row of heldOut) expect(training).not.toContain((row + 50) % 100);
});

test('a picture that is most of the folder is trained on', () => {
  const pixels = new Uint8Array(40).fill(9);
  pixels.fill(1, 36);
  expect([...splitHeldOut(pixels, 10, 0.1, 1).heldOut]).toEqual([9]);
  expect(splitHeldOut(new Uint8Array(40), 10, 0.5, 1).heldOut.length).toBe(0);
});

test('a model that is trained further keeps out what was held out, and never judges by what it learned', () => {
  const pixels = pictures(300);
  const first = splitHeldOut(pixels.subarray(0, 800), 200, 0.1, 1);
  const second = splitHeldOut(pixels, 300, 0.1, 9, SeenImages.fromJson(first.seen.toJson()));
  const [old, fresh] = [
    [...second.heldOut].filter((row) => row < 200),
    [...second.heldOut].filter((row) => row >= 200),
  ];
  expect(old).toEqual([...first.heldOut]);
  // One of 300 new pictures may be taken for a known one.
  expect(Math.abs(fresh.length - 10)).toBeLessThan(2);
  // Once more, on the same: nothing new is held out.
  expect([...splitHeldOut(pixels, 300, 0.5, 4, second.seen).heldOut]).toEqual([...second.heldOut]);
});
