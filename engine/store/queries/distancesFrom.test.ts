import { expect, test } from 'vitest';
import { Random } from '../../random/Random.ts';
import { distancesFrom } from './distancesFrom.ts';
import { orderOfNumbers } from './sortOrder.ts';

/** z of n rows as a store gives them, and how much of them was read at once. */
function storeOf(latents: Float32Array<ArrayBuffer>, latentSize: number) {
  const pieces: number[] = [];
  const rows = latents.length / latentSize;
  return {
    pieces,
    latentSize,
    cursor: { rows },
    latents: async (from: number, to: number) => {
      pieces.push(to - from);
      return latents.slice(from * latentSize, to * latentSize);
    },
  };
}

test('distances are Euclidean, ties are in the order of rows, what is no number comes last', async () => {
  const D = 3;
  const store = storeOf(Float32Array.of(3, 4, 0, 0, 0, 0, NaN, 0, 0, 0, -4, 3, 1, 0, 0, 0, 0, -1), D);
  const distances = await distancesFrom(store, Float32Array.of(0, 0, 0));
  expect([...distances]).toEqual([5, 0, NaN, 5, 1, 1]);
  const { rows, known } = await orderOfNumbers(distances);
  expect([known, ...rows]).toEqual([5, 1, 4, 5, 0, 3, 2]);
});

test('many rows are read piece by piece, and each is measured', async () => {
  const [N, D] = [5000, 512];
  const random = new Random('distances');
  const latents = Float32Array.from({ length: N * D }, () => random.normal());
  const z = latents.slice(7 * D, 8 * D);
  const store = storeOf(latents, D);
  const distances = await distancesFrom(store, z);
  expect(store.pieces).toEqual([2048, 2048, 904]);
  for (const row of [0, 7, 2047, 2048, N - 1]) {
    const expected = Math.hypot(...z.map((value, d) => latents[row * D + d]! - value));
    expect(distances[row]).toBeCloseTo(expected, 4);
  }
  expect(distances[7]).toBe(0);
});

test('nothing more is read for who went away', async () => {
  const store = storeOf(new Float32Array(4_000_000), 4);
  const left = new AbortController();
  const measuring = distancesFrom(store, new Float32Array(4), 'l2', left.signal);
  left.abort();
  await expect(measuring).rejects.toThrow('abort');
  expect(store.pieces).toHaveLength(1);
});

test('angles are by direction alone; a z of zeros is at right angles to everything', async () => {
  const D = 2;
  const store = storeOf(Float32Array.of(2, 0, 0, 5, -7, 0, 3, 3, 0, 0, NaN, 1), D);
  const distances = await distancesFrom(store, Float32Array.of(10, 0), 'cosine');
  const expected = [0, 1, 2, 1 - Math.SQRT1_2, 1];
  expected.forEach((value, row) => expect(distances[row]).toBeCloseTo(value, 6));
  expect(distances[5]).toBeNaN();
});
