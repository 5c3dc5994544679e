import { expect, test } from 'vitest';
import { readReconstruction, reconstructionFrame } from './reconstructionFrame.ts';

const image = (value: number) => new Uint8Array(2 * 1 * 4).fill(value);
const shown = {
  width: 2,
  height: 1,
  quality: { mse: 0.25, psnr: 6, ssim: -0.5 },
  original: image(1),
  reconstruction: image(2),
  difference: image(3),
};

test('what is written is read back', () => {
  const frame = reconstructionFrame(shown);
  expect(frame.length).toBe(20 + 3 * 8);
  expect(readReconstruction(frame.buffer)).toEqual({
    ...shown,
    original: new Uint8ClampedArray(image(1)),
    reconstruction: new Uint8ClampedArray(image(2)),
    difference: new Uint8ClampedArray(image(3)),
  });
});

test('a frame that does not fit its size is refused with both numbers', () => {
  const frame = reconstructionFrame(shown);
  expect(() => readReconstruction(frame.buffer.slice(0, 30))).toThrow(
    /Expected 44 bytes for three images of 2×1, got 30/,
  );
  expect(() => readReconstruction(new ArrayBuffer(3))).toThrow(/20 header bytes, got 3/);
});
