import { describe, expect, test } from 'vitest';
import { fitPca } from '../latents/pca.ts';
import { Random } from '../random/Random.ts';
import type { LayoutInput } from './Layout.ts';
import { LAYOUTS, type LayoutName, type LayoutOptions } from './layouts.ts';
import { NearestNeighbors } from './neighbors/NearestNeighbors.ts';

const OPTIONS: LayoutOptions = { neighbors: 10, minDistance: 0.1, perplexity: 20, seed: 1, dims: 3 };
const NAMES = Object.keys(LAYOUTS) as LayoutName[];

async function inputOf(
  name: LayoutName,
  latents: Float32Array,
  n: number,
  d: number,
  options: LayoutOptions,
): Promise<LayoutInput> {
  const { dims, seed } = options;
  const nearest = await NearestNeighbors.create(latents, n, d);
  const neighbors = await nearest.ofAll(LAYOUTS[name].neighborsFor(options, n));
  await nearest.dispose();
  const pca = fitPca(latents, n, d, dims);
  const initial = new Float32Array(n * dims);
  for (let row = 0; row < n; row++) {
    for (let axis = 0; axis < Math.min(dims, d); axis++) {
      for (let j = 0; j < d; j++) {
        initial[row * dims + axis]! += (latents[row * d + j]! - pca.mean[j]!) * pca.components[axis]![j]!;
      }
    }
  }
  return { latents, n, d, neighbors, dims, initial, seed };
}

async function finish(
  name: LayoutName,
  latents: Float32Array,
  n: number,
  d: number,
  more: Partial<LayoutOptions> = {},
) {
  const options = { ...OPTIONS, ...more };
  const layout = LAYOUTS[name].start(await inputOf(name, latents, n, d, options), options);
  while (layout.done < layout.total) layout.step();
  return layout;
}

/** Rows about `clusters` centres far from each other, one after another. */
function clusteredRows(clusters: number, each: number, d: number): Float32Array {
  const random = new Random('clusters');
  const centres = Array.from({ length: clusters * d }, () => 8 * random.normal());
  return Float32Array.from(
    { length: clusters * each * d },
    (_, at) => centres[Math.floor(at / (each * d)) * d + (at % d)]! + random.normal(),
  );
}

describe.each(NAMES)('%s', (name) => {
  test.each([2, 3] as const)('keeps clusters apart in %dD', async (dims) => {
    const [clusters, each, d] = [4, 60, 10];
    const latents = clusteredRows(clusters, each, d);
    const n = clusters * each;
    const { positions } = await finish(name, latents, n, d, { dims });
    expect(positions).toHaveLength(n * dims);
    const nearest = await NearestNeighbors.create(positions, n, dims);
    const { indices } = await nearest.ofAll(10);
    const own = indices.filter((row, at) => Math.floor(row / each) === Math.floor(at / 10 / each));
    expect(own.length / indices.length).toBeGreaterThan(0.99);
  });

  test('the same seed gives the same bytes, another one others', async () => {
    const latents = clusteredRows(3, 30, 6);
    const [one, same, other] = [
      await finish(name, latents, 90, 6, { steps: 40 }),
      await finish(name, latents, 90, 6, { steps: 40 }),
      await finish(name, latents, 90, 6, { steps: 40, seed: 2 }),
    ];
    expect(one.positions).toEqual(same.positions);
    expect(one.positions).not.toEqual(other.positions);
  });

  test('it is centred at every step, and takes no more than there are', async () => {
    const latents = clusteredRows(3, 30, 6);
    const options = { ...OPTIONS, steps: 20 };
    const layout = LAYOUTS[name].start(await inputOf(name, latents, 90, 6, options), options);
    expect(layout.total).toBe(20);
    for (let step = 0; step < 20; step++) {
      expect(layout.done).toBe(step);
      const size = Math.max(...layout.positions.map(Math.abs));
      for (let axis = 0; axis < 3; axis++) {
        const mean =
          layout.positions.filter((_, at) => at % 3 === axis).reduce((sum, value) => sum + value) / 90;
        expect(Math.abs(mean)).toBeLessThan(1e-5 * size);
      }
      layout.step();
    }
    const last = layout.positions.slice();
    layout.step();
    expect(layout.done).toBe(20);
    expect(layout.positions).toEqual(last);
  });

  test.each([1, 2, 3, 5, 8])('%d rows', async (n) => {
    const random = new Random(n);
    const latents = Float32Array.from({ length: n * 4 }, () => random.normal());
    const { positions } = await finish(name, latents, n, 4);
    expect(positions.every(Number.isFinite)).toBe(true);
    const places = new Set(
      Array.from({ length: n }, (_, row) => positions.subarray(row * 3, row * 3 + 3).join()),
    );
    expect(places.size).toBe(n);
  });

  test.each([2, 12, 200])('%d rows that are all equal', async (n) => {
    const { positions } = await finish(name, new Float32Array(n * 4).fill(0.7), n, 4, { dims: 2 });
    expect(positions.every(Number.isFinite)).toBe(true);
  });

  test('many copies of one row among others, and fewer dimensions than the view has', async () => {
    const random = new Random(5);
    const latents = Float32Array.from({ length: 150 * 2 }, (_, at) => (at < 100 ? 0.5 : random.normal()));
    const { positions } = await finish(name, latents, 150, 2);
    expect(positions.every(Number.isFinite)).toBe(true);
    expect(Math.max(...positions.map(Math.abs))).toBeGreaterThan(0.1);
  });
});
