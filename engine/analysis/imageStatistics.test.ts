import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { imageStatistics, type ImageStatistics } from './imageStatistics.ts';

interface GoldenCase extends ImageStatistics {
  name: string;
  width: number;
  height: number;
  channels: 1 | 3;
  pixels: number[];
}
const golden = JSON.parse(
  readFileSync(new URL('./fixtures/image_statistics.json', import.meta.url), 'utf8'),
) as GoldenCase[];

test.each(golden)("equals NumPy's values: $name", (wanted) => {
  const { width, height, channels, pixels } = wanted;
  const measured = imageStatistics(Uint8Array.from(pixels), width, height, channels);
  expect(measured.brightness).toBeCloseTo(wanted.brightness, 12);
  expect(measured.contrast).toBeCloseTo(wanted.contrast, 12);
  expect(measured.sharpness).toBeCloseTo(wanted.sharpness, 10);
  expect(measured.colourfulness).toBeCloseTo(wanted.colourfulness, 9);
});

test('what each means: white, half black and half white, a checkerboard against a blurred one, pure red', () => {
  const grey = (...values: number[]) => imageStatistics(Uint8Array.from(values), 2, values.length / 2, 1);
  expect(grey(255, 255, 255, 255)).toEqual({ brightness: 1, contrast: 0, sharpness: 0, colourfulness: 0 });
  expect(grey(0, 0, 255, 255)).toMatchObject({ brightness: 0.5, contrast: 0.5 });
  expect(grey(0, 255, 255, 0).sharpness).toBeGreaterThan(10 * grey(96, 160, 160, 96).sharpness);
  const red = imageStatistics(Uint8Array.of(255, 0, 0), 1, 1, 3);
  // No spread; μ_rgyb of a pure red is the length of (255, 127.5).
  expect(red.colourfulness).toBeCloseTo(0.3 * Math.hypot(255, 127.5), 9);
});

test('an image of another size than said is refused with both', () => {
  expect(() => imageStatistics(new Uint8Array(11), 4, 3, 1)).toThrow(/4×3×1, got 11 bytes/);
});
