import { expect, test } from 'vitest';
import { readReconstruction, reconstructionFrame } from './reconstructionFrame.ts';

const image = (value: number) => new Uint8Array(2 * 1 * 4).fill(value);
const shown = {
  width: 2,
  height: 1,
  quality: { mse: 0.25, psnr: 6, ssim: -0.5 },
  original: image(1),
  reconstruction: image(2),
};

test('what is written is read back', () => {
  const frame = reconstructionFrame(shown);
  expect(frame.length).toBe(20 + 2 * 8);
  expect(readReconstruction(frame.buffer)).toEqual({
    ...shown,
    original: new Uint8ClampedArray(image(1)),
    reconstruction: new Uint8ClampedArray(image(2)),
  });
});

test('a frame that does not fit its size is refused with both numbers', () => {
  const frame = reconstructionFrame(shown);
  expect(() => readReconstruction(frame.buffer.slice(0, 30))).toThrow(
    /Expected 36 bytes for two images of 2×1, got 30/,
  );
  expect(() => readReconstruction(new ArrayBuffer(3))).toThrow(/20 header bytes, got 3/);
});
