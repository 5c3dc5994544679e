import { expect, test } from 'vitest';
import { Random } from '../../random/Random.ts';
import { frechetDistance } from './frechetDistance.ts';

/** [n,k] points: a matrix [k,k] times even numbers, plus an offset. */
function points(
  count: number,
  matrix: readonly number[][],
  offset: readonly number[],
  seed: number,
): Float32Array {
  const random = new Random(seed);
  return Float32Array.from(
    Array.from({ length: count }, () => {
      const even = matrix.map(() => random.uniform(-1, 1));
      return matrix.map((row, i) => row.reduce((sum, value, j) => sum + value * even[j]!, offset[i]!));
    }).flat(),
  );
}

/** Mean and covariance [[a,b],[b,c]] by their definition, in pairs of coordinates. */
function moments(values: Float32Array) {
  const n = values.length / 2;
  const xs = Array.from({ length: n }, (_, i) => values[2 * i]!);
  const ys = Array.from({ length: n }, (_, i) => values[2 * i + 1]!);
  const mean = (list: number[]) => list.reduce((sum, value) => sum + value, 0) / n;
  const [mx, my] = [mean(xs), mean(ys)];
  const cov = (a: number[], ma: number, b: number[], mb: number) =>
    a.reduce((sum, value, i) => sum + (value - ma) * (b[i]! - mb), 0) / (n - 1);
  return { mx, my, a: cov(xs, mx, xs, mx), b: cov(xs, mx, ys, my), c: cov(ys, my, ys, my) };
}

/** In two dimensions tr (M)^½ = (tr M + 2 (det M)^½)^½, for M = Σ₁Σ₂ with its positive eigenvalues: no eigenvectors needed. */
function inTheClosedForm(first: Float32Array, second: Float32Array): number {
  const [p, q] = [moments(first), moments(second)];
  const traceOfProduct = p.a * q.a + 2 * p.b * q.b + p.c * q.c;
  const determinant = (p.a * p.c - p.b ** 2) * (q.a * q.c - q.b ** 2);
  const root = Math.sqrt(traceOfProduct + 2 * Math.sqrt(determinant));
  return (p.mx - q.mx) ** 2 + (p.my - q.my) ** 2 + p.a + p.c + q.a + q.c - 2 * root;
}

test('agrees with the closed form of two dimensions', () => {
  const first = points(400, [[2, 0.3], [0.3, 1]], [0, 1], 1); // prettier-ignore
  const second = points(300, [[1, -0.8], [0.5, 3]], [2, -1], 2); // prettier-ignore
  const expected = inTheClosedForm(first, second);
  expect(expected).toBeGreaterThan(8);
  expect(Math.abs(frechetDistance(first, second, 2) / expected - 1)).toBeLessThan(1e-6);
});

test('of one dimension it is the distance of the means and of the deviations', () => {
  const distance = frechetDistance(Float32Array.of(-1, 1, -1, 1), Float32Array.of(2, 6, 2, 6), 1);
  // Sample variances 4/3 and 16/3.
  expect(distance).toBeCloseTo(16 + (Math.sqrt(16 / 3) - Math.sqrt(4 / 3)) ** 2, 6);
});

test('a set has no distance from itself, also where it fills no volume', () => {
  const flat = points(5, [[1, 1], [1, 1]], [0, 0], 3); // prettier-ignore
  expect(frechetDistance(flat, flat, 2)).toBeLessThan(1e-6);
});
