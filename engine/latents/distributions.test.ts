import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Random } from '../random/Random.ts';
import { cholesky } from './cholesky.ts';
import { drawGaussian, fitGaussian } from './Gaussian.ts';
import { chooseMixture, drawMixture, fitMixture } from './GaussianMixture.ts';
import { kMeans } from './kMeans.ts';
import { ledoitWolf } from './ledoitWolf.ts';
import { momentsOf } from './moments.ts';
import { largestDifference } from './testing/largestDifference.ts';

interface GoldenCase {
  name: string;
  d: number;
  rows: number[];
  mean: number[];
  shrinkage: number;
  covariance: number[];
  singleLogLikelihood: number;
}
const golden = JSON.parse(
  readFileSync(new URL('./fixtures/distributions.json', import.meta.url), 'utf8'),
) as GoldenCase[];

/** L·Lᵀ */
const product = (lower: ArrayLike<number>, d: number) =>
  Float64Array.from({ length: d * d }, (_, at) => {
    let sum = 0;
    for (let k = 0; k < d; k++) sum += lower[Math.floor(at / d) * d + k]! * lower[(at % d) * d + k]!;
    return sum;
  });

test.each(golden)('$name: mean, covariance and shrinkage are as Ledoit and Wolf define them', (one) => {
  const { mean, covariance, shrinkage } = ledoitWolf(Float32Array.from(one.rows), one.d);
  expect(largestDifference(mean, one.mean)).toBeLessThan(1e-12);
  expect(shrinkage).toBeCloseTo(one.shrinkage, 12);
  expect(largestDifference(covariance, one.covariance)).toBeLessThan(1e-12);
  const { lower } = fitGaussian(Float32Array.from(one.rows), one.d);
  expect(largestDifference(product(lower, one.d), one.covariance)).toBeLessThan(1e-7);
});

test.each(golden)('$name: a mixture of one has the likelihood that NumPy gives it', ({ rows, d, ...one }) => {
  const { logLikelihood, bic } = fitMixture(Float32Array.from(rows), d, 1);
  expect(logLikelihood).toBeCloseTo(one.singleLogLikelihood, 6);
  const parameters = d + (d * (d + 1)) / 2;
  expect(bic).toBeCloseTo(-2 * one.singleLogLikelihood + parameters * Math.log(rows.length / d), 5);
});

test('what is not positive definite has no Cholesky factor', () => {
  expect(cholesky([1, 2, 2, 1], 2)).toBeNull();
  expect(cholesky([0], 1)).toBeNull();
  expect(cholesky([NaN], 1)).toBeNull();
  expect(Array.from(cholesky([4, 2, 2, 5], 2)!)).toEqual([2, 0, 1, 2]);
});

test('draws from a Gaussian have its mean and covariance; temperature scales deviations; a seed repeats', () => {
  const one = golden[0]!;
  const gaussian = fitGaussian(Float32Array.from(one.rows), one.d);
  const drawn = (temperature: number, seed: number, n = 40_000) => {
    const random = new Random(seed);
    const z = new Float32Array(n * one.d);
    for (let i = 0; i < n; i++) drawGaussian(gaussian, temperature, random, z.subarray(i * 4, i * 4 + 4));
    return z;
  };
  const largest = Math.max(...one.covariance);
  const { mean, covariance } = momentsOf(drawn(1, 5), one.d);
  // Of 40,000 draws: about five standard errors.
  expect(largestDifference(mean, one.mean)).toBeLessThan(5 * Math.sqrt(largest / 40_000));
  expect(largestDifference(covariance, one.covariance)).toBeLessThan(5 * largest * Math.sqrt(2 / 40_000));
  const half = momentsOf(drawn(0.5, 5), one.d).covariance;
  expect(
    largestDifference(
      half,
      covariance.map((value) => value / 4),
    ),
  ).toBeLessThan(1e-5 * largest);
  expect(drawn(1, 7, 10)).toEqual(drawn(1, 7, 10));
  expect(drawn(1, 7, 10)).not.toEqual(drawn(1, 8, 10));
  expect(largestDifference(drawn(0, 7, 3), [...one.mean, ...one.mean, ...one.mean].map(Math.fround))).toBe(0);
});

/** Three clusters in the plane, of 300, 200 and 100 rows. */
const CLUSTERS = [
  { mean: [0, 0], deviation: [1, 0.3], count: 300 },
  { mean: [6, 1], deviation: [0.5, 0.5], count: 200 },
  { mean: [-1, 7], deviation: [0.4, 1.2], count: 100 },
];
function clustered(seed: number): Float32Array {
  const random = new Random(seed);
  return Float32Array.from(
    CLUSTERS.flatMap(({ mean, deviation, count }) =>
      Array.from({ length: count }, () => mean.map((m, i) => random.normal(m, deviation[i]))).flat(),
    ),
  );
}

test.each([1, 2, 3, 4, 5])('k-means finds clusters that lie apart, started from seed %i', (seed) => {
  const owners = kMeans(clustered(3), 2, 3, new Random(seed));
  let from = 0;
  const found = CLUSTERS.map(({ count }) => {
    const counts = [0, 0, 0];
    for (const owner of owners.subarray(from, from + count)) counts[owner]! += 1;
    from += count;
    // One in a few hundred may have strayed.
    expect(Math.max(...counts)).toBeGreaterThanOrEqual(0.99 * count);
    return counts.indexOf(Math.max(...counts));
  });
  expect(new Set(found).size).toBe(3);
});

test('the BIC chooses three components of three clusters, each as it was drawn', () => {
  const { components } = chooseMixture(clustered(3), 2);
  expect(components).toHaveLength(3);
  for (const { mean, deviation, count } of CLUSTERS) {
    const own = components.find((one) => Math.hypot(one.mean[0]! - mean[0]!, one.mean[1]! - mean[1]!) < 0.4);
    expect(own?.weight).toBeCloseTo(count / 600, 2);
    const covariance = product(own!.lower, 2);
    // Drawn a little towards the covariance of all: that is the regularisation.
    [covariance[0]!, covariance[3]!].forEach((variance, i) =>
      expect(Math.abs(Math.sqrt(variance) / deviation[i]! - 1)).toBeLessThan(0.4),
    );
  }
});

test.each([2, 4, 8])('with %i components no step of EM lowers its objective', (k) => {
  const random = new Random(9, k);
  for (const rows of [clustered(4), Float32Array.from({ length: 40 * 6 }, () => random.normal())]) {
    const objectives: number[] = [];
    fitMixture(rows, rows.length === 1200 ? 2 : 6, k, { onStep: (value) => objectives.push(value) });
    expect(objectives.length).toBeGreaterThan(1);
    objectives.slice(1).forEach((value, i) => {
      expect(value - objectives[i]!).toBeGreaterThan(-1e-6 * Math.abs(value));
    });
  }
});

test('draws from a mixture lie in its components, by their weights', () => {
  const mixture = chooseMixture(clustered(3), 2);
  const random = new Random(2);
  const z = new Float32Array(2);
  const counts = CLUSTERS.map(() => 0);
  for (let i = 0; i < 6000; i++) {
    drawMixture(mixture, 0, random, z);
    const at = CLUSTERS.findIndex(({ mean }) => Math.hypot(z[0]! - mean[0]!, z[1]! - mean[1]!) < 0.4);
    counts[at]! += 1;
  }
  CLUSTERS.forEach(({ count }, i) => expect(counts[i]! / 6000).toBeCloseTo(count / 600, 1));
});

test.each([
  ['one row', Float32Array.of(1, 2, 3), 3],
  ['rows that are all the same', new Float32Array(12).fill(0.1), 3],
])('of %s a Gaussian and a mixture draw that row', (_title, rows, d) => {
  const z = new Float32Array(d);
  drawGaussian(fitGaussian(rows, d), 1, new Random(1), z);
  expect(largestDifference(z, rows.subarray(0, d))).toBeLessThan(1e-6);
  drawMixture(chooseMixture(rows, d), 1, new Random(1), z);
  expect(largestDifference(z, rows.subarray(0, d))).toBeLessThan(1e-6);
});

test('a dimension that never varies stays where it is', () => {
  const random = new Random(6);
  const rows = Float32Array.from({ length: 300 }, (_, i) => (i % 3 === 2 ? 4 : random.normal()));
  const z = new Float32Array(3);
  const mixture = chooseMixture(rows, 3);
  for (let i = 0; i < 20; i++) {
    drawMixture(mixture, 1, random, z);
    // What Ledoit and Wolf's sphere adds is small beside the others' deviation of 1.
    expect(Math.abs(z[2]! - 4)).toBeLessThan(0.9);
    expect(z.every(Number.isFinite)).toBe(true);
  }
});
