import { expect, test } from 'vitest';
import { fitPca } from '../latents/pca.ts';
import { Random } from '../random/Random.ts';
import { pcaBaseline } from './pcaBaseline.ts';

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
  const error = await pcaBaseline(pixels, 150, training, heldOut, k);
  const exact = exactError(pixels, 150, training, heldOut, k);
  expect(Math.abs(error / exact - 1)).toBeLessThan(2e-3);
});

test('more components than images: what the training rows span is the end', async () => {
  const pixels = waves(9, 60);
  const error = await pcaBaseline(pixels, 60, rowsFrom(0, 6), rowsFrom(6, 9), 20);
  const exact = exactError(pixels, 60, rowsFrom(0, 6), rowsFrom(6, 9), 5);
  expect(Math.abs(error / exact - 1)).toBeLessThan(1e-3);
  expect(await pcaBaseline(pixels, 60, rowsFrom(0, 6), rowsFrom(0, 6), 20)).toBeLessThan(1e-4);
});
