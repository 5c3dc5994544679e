import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { imageQuality } from './quality.ts';

interface GoldenCase {
  name: string;
  width: number;
  height: number;
  channels: number;
  x: number[];
  y: number[];
  mse: number;
  psnr: number;
  ssim: number;
}
const golden = JSON.parse(
  readFileSync(new URL('./fixtures/quality.json', import.meta.url), 'utf8'),
) as GoldenCase[];

test.each(golden)('equals the window-by-window reference: $name', (wanted) => {
  const quality = imageQuality(
    Uint8Array.from(wanted.x),
    Uint8Array.from(wanted.y),
    wanted.width,
    wanted.height,
    wanted.channels,
  );
  expect(quality.mse).toBeCloseTo(wanted.mse, 12);
  expect(quality.psnr).toBeCloseTo(wanted.psnr, 9);
  expect(quality.ssim).toBeCloseTo(wanted.ssim, 9);
});

test('an image equals itself', () => {
  const image = Uint8Array.from({ length: 15 * 13 * 3 }, (_, i) => (i * 37) % 256);
  const quality = imageQuality(image, image, 15, 13, 3);
  expect(quality.mse).toBe(0);
  expect(quality.psnr).toBe(Infinity);
  expect(quality.ssim).toBeCloseTo(1, 12);
});

test('images of another size than said are refused with both sizes', () => {
  expect(() => imageQuality(new Uint8Array(12), new Uint8Array(11), 4, 3, 1)).toThrow(
    /4×3×1, got 12 and 11 bytes/,
  );
});
