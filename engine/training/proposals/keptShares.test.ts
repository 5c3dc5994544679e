import { expect, test } from 'vitest';
import { fitPca } from '../../latents/pca.ts';
import { Random } from '../../random/Random.ts';
import { imageGram } from './imageGram.ts';
import { keptShares } from './keptShares.ts';

const SIDE = 6;
/** Images that are sums of three patterns, give or take `noise`. */
function mixed(count: number, noise: number): Uint8Array {
  const random = new Random(5);
  const patterns = [40, 20, 10].map((size) =>
    Array.from({ length: SIDE * SIDE }, () => size * (random.uniform() - 0.5)),
  );
  return Uint8Array.from({ length: count }, () => 0).reduce(
    (pixels, _, image) => {
      const weights = patterns.map(() => random.normal());
      for (let i = 0; i < SIDE * SIDE; i++) {
        const value = patterns.reduce((sum, pattern, k) => sum + weights[k]! * pattern[i]!, 128);
        pixels[image * SIDE * SIDE + i] = value + noise * random.normal();
      }
      return pixels;
    },
    new Uint8Array(count * SIDE * SIDE),
  );
}

test('three patterns are kept by three components, noise by none', async () => {
  const patterns = keptShares(await imageGram(mixed(100, 0), 100), 100);
  expect(patterns[1]).toBeLessThan(0.995);
  expect(patterns[2]).toBeGreaterThan(0.999);
  const random = new Random(1);
  const noise = Uint8Array.from({ length: 300 * 900 }, () => random.below(256));
  // 240 images span at most 240 of 900 dimensions, and another image of noise has no more in those than in others.
  expect(keptShares(await imageGram(noise, 300), 300).at(-1)).toBeCloseTo(240 / 900, 1);
});

test('the shares are those of PCA fitted to four fifths and measured on the rest', async () => {
  const count = 50;
  const pixels = mixed(count, 12);
  const values = (row: number) =>
    Array.from(pixels.subarray(row * SIDE * SIDE, (row + 1) * SIDE * SIDE), (value) => value / 255);
  const rows = Array.from({ length: count }, (_, row) => row);
  const fitted = rows.filter((row) => row % 5 !== 2);
  const pca = fitPca(Float32Array.from(fitted.flatMap(values)), fitted.length, SIDE * SIDE, 5);
  let total = 0;
  const kept = [0, 0, 0, 0, 0];
  for (const row of rows.filter((each) => each % 5 === 2)) {
    const centred = values(row).map((value, i) => value - pca.mean[i]!);
    total += centred.reduce((sum, value) => sum + value ** 2, 0);
    kept.forEach((_, k) => {
      kept[k]! += centred.reduce((sum, v, i) => sum + v * pca.components[k]![i]!, 0) ** 2;
    });
  }
  const shares = keptShares(await imageGram(pixels, count), count);
  let sum = 0;
  kept.forEach((value, k) => expect(shares[k]).toBeCloseTo((sum += value) / total, 4));
});

test('too few images, or images that are all alike, say nothing', async () => {
  expect(keptShares(await imageGram(mixed(9, 5), 9), 9)).toEqual([]);
  expect(keptShares(await imageGram(new Uint8Array(20 * 36).fill(7), 20), 20)).toEqual([]);
});
