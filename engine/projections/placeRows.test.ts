import { expect, test } from 'vitest';
import { Random } from '../random/Random.ts';
import { NearestNeighbors } from './neighbors/NearestNeighbors.ts';
import { placeRows } from './placeRows.ts';

async function place(
  queries: Float32Array,
  latents: Float32Array,
  positions: Float32Array,
  d: number,
  k = 8,
) {
  const [m, n] = [queries.length / d, latents.length / d];
  const nearest = await NearestNeighbors.create(latents, n, d, { metric: 'l2' });
  const neighbors = await nearest.of(queries, m, k);
  await nearest.dispose();
  return placeRows({ queries, m, latents, positions, n, d, dims: 2, neighbors });
}

test('in a view that is affine, new z come where the view has them', async () => {
  const random = new Random(3);
  const [n, m] = [500, 40];
  const plane = Float32Array.from({ length: (n + m) * 2 }, () => random.uniform(-1, 1));
  // z of 5 in a plane through it, seen without distortion but for scale.
  const axes = [
    [0.6, 0.8, 0, 0, 0],
    [0, 0, 0.6, 0, -0.8],
  ];
  const latents = Float32Array.from({ length: (n + m) * 5 }, (_, at) => {
    const row = Math.floor(at / 5);
    return 3 * (plane[row * 2]! * axes[0]![at % 5]! + plane[row * 2 + 1]! * axes[1]![at % 5]!) + 1;
  });
  const placed = await place(
    latents.subarray(n * 5),
    latents.subarray(0, n * 5),
    plane.subarray(0, n * 2),
    5,
  );
  const expected = plane.subarray(n * 2);
  placed.forEach((value, at) => expect(Math.abs(value - expected[at]!)).toBeLessThan(0.002));
});

test('what equals a row comes near it, among clusters far from each other', async () => {
  const random = new Random(4);
  const n = 300;
  const latents = Float32Array.from(
    { length: n * 4 },
    (_, at) => 20 * (Math.floor(at / 400) % 3) + random.normal(),
  );
  const positions = Float32Array.from({ length: n * 2 }, (_, at) => {
    const row = at >> 1;
    return latents[row * 4 + (at & 1)]! / 10;
  });
  const placed = await place(latents.slice(0, 40), latents, positions, 4);
  placed.forEach((value, at) => expect(Math.abs(value - positions[at]!)).toBeLessThan(0.15));
});

test.each([1, 2, 4])('among %d rows only, and among copies of one, places are finite', async (n) => {
  const latents = Float32Array.from({ length: n * 3 }, (_, at) => at % 5);
  const positions = Float32Array.from({ length: n * 2 }, (_, at) => at % 3);
  const queries = Float32Array.of(1, 2, 3, -4, 0, 9);
  expect((await place(queries, latents, positions, 3)).every(Number.isFinite)).toBe(true);
  const copies = new Float32Array(n * 3).fill(1);
  expect((await place(queries, copies, positions.fill(2), 3)).every((value) => value === 2)).toBe(true);
});
