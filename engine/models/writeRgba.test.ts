import { expect, test } from 'vitest';
import { writeRgba } from './writeRgba.ts';

/** Two images of two pixels. */
function rgbaOf(bytes: number[], channels: 1 | 3, planar: boolean): number[] {
  const pixels = new Uint32Array(4);
  writeRgba(Uint8Array.from(bytes), pixels, 2, channels, planar);
  return [...new Uint8Array(pixels.buffer)];
}

test('grey is replicated, and opaque', () => {
  expect(rgbaOf([0, 7, 255, 128, 99], 1, false)).toEqual([0, 7, 255, 128].flatMap((v) => [v, v, v, 255]));
});

test('planes and pixels give the same colours', () => {
  const rgba = [...[1, 2, 3, 255], ...[4, 5, 6, 255], ...[7, 8, 9, 255], ...[250, 251, 252, 255]];
  expect(rgbaOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 250, 251, 252], 3, false)).toEqual(rgba);
  expect(rgbaOf([1, 4, 2, 5, 3, 6, 7, 250, 8, 251, 9, 252], 3, true)).toEqual(rgba);
});
