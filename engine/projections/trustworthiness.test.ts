import { expect, test } from 'vitest';
import { Random } from '../random/Random.ts';
import { golden } from './fixtures/golden.ts';
import { NearestNeighbors } from './neighbors/NearestNeighbors.ts';
import { trustworthiness } from './trustworthiness.ts';

async function neighborsIn(view: Float32Array, n: number, dims: number, k: number) {
  const nearest = await NearestNeighbors.create(view, n, dims, { metric: 'l2' });
  const neighbors = await nearest.ofAll(k);
  await nearest.dispose();
  return neighbors;
}

test.each([1, 5, 15])("trustworthiness@%d is NumPy's, rows in one place included", async (k) => {
  const { n, d } = golden;
  const neighbors = await neighborsIn(Float32Array.from(golden.view), n, 2, 15);
  const { value, rows } = trustworthiness(Float32Array.from(golden.z), n, d, neighbors, k);
  expect(value).toBeCloseTo(golden.trustworthiness[k]!, 12);
  expect(rows).toBe(n);
});

test('a view that is z itself is trusted wholly', async () => {
  const random = new Random(1);
  const z = Float32Array.from({ length: 200 * 3 }, () => random.normal());
  expect(trustworthiness(z, 200, 3, await neighborsIn(z, 200, 3, 10), 10).value).toBe(1);
});

test('of many rows some are drawn, whose value is near that of all', async () => {
  const random = new Random(2);
  const n = 1500;
  const z = Float32Array.from({ length: n * 5 }, () => random.normal());
  const view = Float32Array.from({ length: n * 2 }, (_, at) => z[Math.floor(at / 2) * 5 + (at % 2)]!);
  const neighbors = await neighborsIn(view, n, 2, 15);
  const all = trustworthiness(z, n, 5, neighbors, 15);
  const drawn = trustworthiness(z, n, 5, neighbors, 15, 500);
  expect(all.rows).toBe(n);
  expect(drawn.rows).toBe(500);
  expect(Math.abs(drawn.value - all.value)).toBeLessThan(0.02);
  expect(drawn.value).not.toBe(all.value);
});

test('k that has no meaning is refused', async () => {
  const z = new Float32Array(20 * 2).map((_, at) => at);
  const neighbors = await neighborsIn(z, 20, 2, 15);
  expect(() => trustworthiness(z, 20, 2, neighbors, 10)).toThrow('expected k in 1..9, got 10');
});
