import { expect, test } from 'vitest';
import { Random } from '../../random/Random.ts';
import { NearestNeighbors } from '../neighbors/NearestNeighbors.ts';
import { addForces, type PairForce } from './addForces.ts';
import { nearPairs } from './nearPairs.ts';
import { furtherPairs, midPairs } from './samplePairs.ts';

const ofRow = (pairs: Uint32Array, row: number, count: number) => [
  ...pairs.subarray(row * count, (row + 1) * count),
];

function randomRows(n: number, d: number, seed: number): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: n * d }, () => random.normal());
}

test.each([
  ['near', { weight: 3, reach: 10 }],
  ['mid-near', { weight: 500, reach: 10_000 }],
  ['further', { weight: -1, reach: 1 }],
] as [string, PairForce][])('the gradient of %s pairs is that of their loss', (_, force) => {
  const [n, k] = [12, 4];
  const random = new Random(1);
  const places = Float64Array.from({ length: n * 3 }, () => 2 * random.normal());
  const pairs = furtherPairs(n, new Uint32Array(0), 0, k, random);
  const lossOf = (moved: Float64Array) => {
    let loss = 0;
    for (let at = 0; at < n * k; at++) {
      let s = 1;
      for (let axis = 0; axis < 3; axis++) {
        s += (moved[Math.floor(at / k) * 3 + axis]! - moved[pairs[at]! * 3 + axis]!) ** 2;
      }
      loss += (force.weight * s) / (force.reach + s);
    }
    return loss;
  };
  const gradient = new Float64Array(n * 3);
  addForces(places, pairs, n, gradient, force);
  const step = 1e-4;
  for (let at = 0; at < n * 3; at++) {
    const difference =
      (lossOf(places.with(at, places[at]! + step)) - lossOf(places.with(at, places[at]! - step))) /
      (2 * step);
    expect(gradient[at]).toBeCloseTo(difference, 5);
  }
});

test('near pairs are the nearest by the distances scaled with both ends', async () => {
  const [n, d, wanted] = [80, 3, 6];
  const latents = randomRows(n, d, 2);
  const nearest = await NearestNeighbors.create(latents, n, d, { metric: 'l2' });
  const graph = await nearest.ofAll(30);
  await nearest.dispose();
  const scales = Array.from({ length: n }, (_, row) => {
    const own = graph.distances.subarray(row * 30, row * 30 + 30);
    return (own[3]! + own[4]! + own[5]!) / 3;
  });
  const pairs = nearPairs(graph, n, wanted);
  for (let row = 0; row < n; row++) {
    const sorted = Array.from({ length: 30 }, (_, i) => {
      const other = graph.indices[row * 30 + i]!;
      return { other, scaled: graph.distances[row * 30 + i]! ** 2 / (scales[row]! * scales[other]!) };
    }).sort((a, b) => a.scaled - b.scaled);
    expect(ofRow(pairs, row, wanted)).toEqual(sorted.slice(0, wanted).map(({ other }) => other));
  }
});

test('mid-near pairs are nearer than by chance, farther than neighbours, and never a row itself', () => {
  const [n, d, count] = [400, 5, 8];
  const latents = randomRows(n, d, 3);
  const pairs = midPairs(latents, n, d, count, new Random(4));
  const distance = (a: number, b: number) =>
    Math.hypot(...Array.from({ length: d }, (_, j) => latents[a * d + j]! - latents[b * d + j]!));
  let closer = 0;
  const random = new Random(5);
  for (let at = 0; at < n * count; at++) {
    const row = Math.floor(at / count);
    expect(pairs[at]).not.toBe(row);
    if (distance(row, pairs[at]!) < distance(row, random.below(n))) closer += 1;
  }
  // The second of six drawn is nearer than another one in 5 of 7 cases.
  expect(closer / (n * count)).toBeCloseTo(5 / 7, 1);
});

test('further pairs are no near ones, none twice, and never a row itself', () => {
  const [n, count] = [60, 20];
  const random = new Random(6);
  const near = furtherPairs(n, new Uint32Array(0), 0, 10, random);
  const pairs = furtherPairs(n, near, 10, count, random);
  for (let row = 0; row < n; row++) {
    const own = ofRow(pairs, row, count);
    expect(new Set([...own, ...ofRow(near, row, 10), row]).size).toBe(count + 10 + 1);
  }
});

test('with too few rows for that, further pairs are still other rows', () => {
  const pairs = furtherPairs(3, Uint32Array.of(1, 0, 0), 1, 2, new Random(7));
  for (let row = 0; row < 3; row++) expect(ofRow(pairs, row, 2)).not.toContain(row);
});
