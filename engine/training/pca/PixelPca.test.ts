import { expect, test } from 'vitest';
import { fitPca } from '../../latents/pca.ts';
import { Random } from '../../random/Random.ts';
import { fitPixelPca, pcaError } from './PixelPca.ts';

const errorOf = async (
  pixels: Uint8Array,
  size: number,
  training: Uint32Array,
  heldOut: Uint32Array,
  k: number,
): Promise<number> => pcaError(pixels, heldOut, await fitPixelPca(pixels, size, training, k));

/** Images that lie near a curved sheet: waves of random phase and frequency, with noise. */
function waves(count: number, size: number): Uint8Array {
  const random = new Random(5);
  const pixels = new Uint8Array(count * size);
  for (let row = 0; row < count; row++) {
    const phase = random.uniform() * 6;
    const frequency = 0.02 + 0.1 * random.uniform();
    for (let i = 0; i < size; i++) {
      pixels[row * size + i] = 128 + 90 * Math.sin(phase + frequency * i) + 30 * (random.uniform() - 0.5);
    }
  }
  return pixels;
}

const rowsFrom = (from: number, to: number) => Uint32Array.from({ length: to - from }, (_, i) => from + i);

/** The same from the exact components of engine/latents. */
function exactError(
  pixels: Uint8Array,
  size: number,
  training: Uint32Array,
  heldOut: Uint32Array,
  k: number,
): number {
  const rows = Float64Array.from(training, () => 0);
  const values = new Float64Array(rows.length * size);
  training.forEach((row, i) => {
    for (let j = 0; j < size; j++) values[i * size + j] = pixels[row * size + j]! / 255;
  });
  const { mean, components } = fitPca(values, training.length, size, k);
  let sum = 0;
  for (const row of heldOut) {
    const centred = mean.map((value, j) => pixels[row * size + j]! / 255 - value);
    sum += centred.reduce((total, value) => total + value * value, 0);
    for (const component of components) {
      sum -= component.reduce((total, value, j) => total + value * centred[j]!, 0) ** 2;
    }
  }
  return sum / heldOut.length;
}

test.each([1, 3, 12])('agrees with the exact fit, k = %i', async (k) => {
  const pixels = waves(260, 150);
  const [training, heldOut] = [rowsFrom(0, 220), rowsFrom(220, 260)];
  const error = await errorOf(pixels, 150, training, heldOut, k);
  const exact = exactError(pixels, 150, training, heldOut, k);
  expect(Math.abs(error / exact - 1)).toBeLessThan(2e-3);
});

test('more components than images: what the training rows span is the end', async () => {
  const pixels = waves(9, 60);
  const error = await errorOf(pixels, 60, rowsFrom(0, 6), rowsFrom(6, 9), 20);
  const exact = exactError(pixels, 60, rowsFrom(0, 6), rowsFrom(6, 9), 5);
  expect(Math.abs(error / exact - 1)).toBeLessThan(1e-3);
  expect(await errorOf(pixels, 60, rowsFrom(0, 6), rowsFrom(0, 6), 20)).toBeLessThan(1e-4);
});

test('components are orthonormal, by falling variance, and what they leave out is the error', async () => {
  const pixels = waves(120, 80);
  const rows = rowsFrom(0, 120);
  const { components, variances, totalVariance } = await fitPixelPca(pixels, 80, rows, 6);
  components.forEach((a, i) =>
    components.forEach((b, j) => {
      const product = a.reduce((sum, value, at) => sum + value * b[at]!, 0);
      expect(Math.abs(product - (i === j ? 1 : 0))).toBeLessThan(1e-5);
    }),
  );
  expect([...variances]).toEqual([...variances].sort((a, b) => b - a));
  const left = totalVariance - variances.reduce((sum, value) => sum + value, 0);
  expect(Math.abs((await errorOf(pixels, 80, rows, rows, 6)) / left - 1)).toBeLessThan(1e-4);
});

test('images that are all the same have no components', async () => {
  const pixels = new Uint8Array(40).fill(7);
  const pca = await fitPixelPca(pixels, 10, rowsFrom(0, 4), 3);
  expect(pca.components).toEqual([]);
  expect(await pcaError(pixels, rowsFrom(0, 4), pca)).toBeLessThan(1e-9);
});
