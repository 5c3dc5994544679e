import { afterEach, expect, test } from 'vitest';
import { Random } from '../../random/Random.ts';
import { NearestNeighbors } from './NearestNeighbors.ts';
import type { NeighborGraph, NeighborMetric } from './NeighborGraph.ts';

const opened: NearestNeighbors[] = [];
afterEach(async () => {
  for (const neighbors of opened.splice(0)) await neighbors.dispose();
});

async function neighborsOf(latents: Float32Array, n: number, d: number, metric: NeighborMetric = 'l2') {
  const neighbors = await NearestNeighbors.create(latents, n, d, { metric });
  opened.push(neighbors);
  return neighbors;
}

function randomRows(n: number, d: number, seed: number): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: n * d }, () => random.normal());
}

/** The definition, for one query: all distances, sorted. */
function bruteForce(
  query: ArrayLike<number>,
  latents: Float32Array,
  d: number,
  k: number,
  metric: NeighborMetric,
  without = -1,
) {
  const found: { row: number; distance: number }[] = [];
  for (let row = 0; row * d < latents.length; row++) {
    if (row === without) continue;
    let [square, product, a, b] = [0, 0, 0, 0];
    for (let j = 0; j < d; j++) {
      const [x, y] = [query[j]!, latents[row * d + j]!];
      square += (x - y) ** 2;
      product += x * y;
      a += x * x;
      b += y * y;
    }
    const distance = metric === 'l2' ? Math.sqrt(square) : 1 - product / Math.sqrt(a * b);
    found.push({ row, distance });
  }
  return found.sort((p, q) => p.distance - q.distance || p.row - q.row).slice(0, k);
}

function expectBruteForce(
  graph: NeighborGraph,
  queries: Float32Array,
  latents: Float32Array,
  d: number,
  metric: NeighborMetric,
  areRows: boolean,
) {
  for (let query = 0; query * d < queries.length; query++) {
    const own = queries.subarray(query * d, (query + 1) * d);
    const expected = bruteForce(own, latents, d, graph.k, metric, areRows ? query : -1);
    const rows = [...graph.indices.subarray(query * graph.k, (query + 1) * graph.k)];
    expect(rows, `row ${query}`).toEqual(expected.map(({ row }) => row));
    expected.forEach(({ distance }, i) =>
      expect(graph.distances[query * graph.k + i]).toBeCloseTo(distance, 5),
    );
  }
}

// 300 rows go through the loop, 1,300 through a session.
test.each([
  ['l2', 300],
  ['l2', 1300],
  ['cosine', 300],
  ['cosine', 1300],
] as const)('%s: the neighbours of %d rows are those of the definition', async (metric, n) => {
  const d = 7;
  const latents = randomRows(n, d, n);
  const graph = await (await neighborsOf(latents, n, d, metric)).ofAll(9);
  expect(graph.k).toBe(9);
  expectBruteForce(graph, latents, latents, d, metric, true);
});

test.each(['l2', 'cosine'] as const)(
  '%s: queries that are no rows, by loop and by session',
  async (metric) => {
    const d = 5;
    const latents = randomRows(2000, d, 1);
    const queries = randomRows(700, d, 2);
    const neighbors = await neighborsOf(latents, 2000, d, metric);
    // The first are few enough for the loop; by then no session is open.
    const few = await neighbors.of(queries.subarray(0, 40 * d), 40, 6);
    const many = await neighbors.of(queries, 700, 6);
    expectBruteForce(many, queries, latents, d, metric, false);
    expect(few.indices).toEqual(many.indices.subarray(0, 40 * 6));
    expect(few.distances).toEqual(many.distances.subarray(0, 40 * 6));
  },
);

test('far from the origin, where squares and products cancel, the order is still exact', async () => {
  const [n, d] = [1500, 4];
  const random = new Random(8);
  // Steps of float32 at 10,000 are 0.001: many rows are equal or nearly so, with few distinct distances.
  const latents = Float32Array.from({ length: n * d }, () => 10_000 + 0.01 * random.normal());
  const graph = await (await neighborsOf(latents, n, d)).ofAll(8);
  expectBruteForce(graph, latents, latents, d, 'l2', true);
});

test('one row that is enormously far does not blur the others', async () => {
  const [n, d] = [1300, 3];
  const latents = randomRows(n, d, 4);
  latents.fill(1e18, 0, d);
  const graph = await (await neighborsOf(latents, n, d)).ofAll(5);
  for (const row of [0, 1, 700, 1299]) {
    const own = latents.subarray(row * d, row * d + d);
    expect([...graph.indices.subarray(row * 5, row * 5 + 5)]).toEqual(
      bruteForce(own, latents, d, 5, 'l2', row).map((found) => found.row),
    );
  }
});

test.each([40, 1400])(
  'of %d rows, duplicates are neighbours, in order of their number, and a row is not its own',
  async (n) => {
    const d = 6;
    const latents = randomRows(n, d, 5);
    // More copies than the candidates that are fetched, so that the ties reach past them.
    const copies = Array.from({ length: 30 }, (_, i) => i + 3);
    for (const row of copies) latents.copyWithin(row * d, 0, d);
    const graph = await (await neighborsOf(latents, n, d)).ofAll(4);
    for (const row of [0, ...copies]) {
      const expected = [0, ...copies].filter((other) => other !== row).slice(0, 4);
      expect([...graph.indices.subarray(row * 4, row * 4 + 4)]).toEqual(expected);
      expect([...graph.distances.subarray(row * 4, row * 4 + 4)]).toEqual([0, 0, 0, 0]);
    }
  },
);

test('rows that are all equal are each other’s neighbours', async () => {
  const n = 3000;
  const graph = await (await neighborsOf(new Float32Array(n * 8).fill(0.3), n, 8)).ofAll(3);
  expect([...graph.indices.subarray(0, 6)]).toEqual([1, 2, 3, 0, 2, 3]);
  expect([...graph.indices.subarray(-3)]).toEqual([0, 1, 2]);
  expect(graph.distances.every((distance) => distance === 0)).toBe(true);
});

test.each([
  [1, 0],
  [2, 1],
  [5, 4],
])('of %d rows each has %d neighbours, however many are asked for', async (n, k) => {
  const latents = randomRows(n, 3, 6);
  const neighbors = await neighborsOf(latents, n, 3);
  const graph = await neighbors.ofAll(15);
  expect(graph.k).toBe(k);
  expect(graph.indices).toHaveLength(n * k);
  expectBruteForce(graph, latents, latents, 3, 'l2', true);
  expect((await neighbors.of(latents, n, 15)).k).toBe(n);
});

test('cosine: a row of zeros is at distance 1 from those with a direction, 0 from its like', async () => {
  const latents = Float32Array.of(0, 0, 1, 0, 0, 0, 2, 0, 0, 3);
  const graph = await (await neighborsOf(latents, 5, 2, 'cosine')).ofAll(4);
  expect([...graph.indices.subarray(0, 4)]).toEqual([2, 1, 3, 4]);
  expect([...graph.distances.subarray(0, 4)]).toEqual([0, 1, 1, 1]);
  expect([...graph.distances.subarray(4, 8)]).toEqual([0, 1, 1, 1]);
});

test('a z that is not finite is refused, with its row', async () => {
  const latents = randomRows(10, 3, 7);
  latents[3 * 3 + 1] = NaN;
  await expect(NearestNeighbors.create(latents, 10, 3)).rejects.toMatchObject({
    code: 'bad-request',
    message: expect.stringMatching(/^Row 4 of z: z2 is NaN;/),
  });
  const neighbors = await neighborsOf(randomRows(10, 3, 7), 10, 3);
  await expect(neighbors.of(Float32Array.of(0, Infinity, 0), 1, 2)).rejects.toThrow(
    /Row 1 of z: z2 is Infinity/,
  );
});

test('it tells how far it is, and stops where it is cancelled', async () => {
  const [n, d] = [3000, 4];
  const neighbors = await neighborsOf(randomRows(n, d, 9), n, d);
  const told: number[] = [];
  const stop = new AbortController();
  const running = neighbors.ofAll(5, {
    signal: stop.signal,
    onProgress: (done, total) => {
      expect(total).toBe(n);
      told.push(done);
      if (told.length === 2) stop.abort();
    },
  });
  await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  expect(told).toHaveLength(2);
  expect(told[1]).toBeGreaterThan(told[0]!);
});
