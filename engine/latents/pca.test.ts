import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { largestEigenpairs } from './largestEigenpairs.ts';
import { fitPca } from './pca.ts';
import { Random } from '../random/Random.ts';
import { symmetricEigen } from './symmetricEigen.ts';
import { largestDifference } from './testing/largestDifference.ts';

interface GoldenCase {
  name: string;
  n: number;
  d: number;
  k: number;
  rows: number[];
  mean: number[];
  components: number[][];
  explained: number[];
}
const golden = JSON.parse(
  readFileSync(new URL('./fixtures/pca.json', import.meta.url), 'utf8'),
) as GoldenCase[];

test.each(golden)("equals numpy's SVD: $name", ({ n, d, k, rows, mean, components, explained }) => {
  const pca = fitPca(Float32Array.from(rows), n, d, k);
  expect(largestDifference(pca.mean, mean)).toBeLessThan(1e-10 * Math.max(...mean.map(Math.abs), 1));
  expect(largestDifference(pca.explainedVariance, explained)).toBeLessThan(1e-11);
  components.forEach((component, i) =>
    expect(largestDifference(pca.components[i]!, component)).toBeLessThan(1e-7),
  );
});

test('a full decomposition gives orthonormal eigenvectors of the matrix, repeated eigenvalues included', () => {
  const n = 50;
  const random = new Random(3);
  const factor = Float64Array.from({ length: n * n }, () => random.normal());
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      // Rank 20 and an identity: 30 eigenvalues are exactly 1.
      for (let r = 0; r < 20; r++) matrix[i * n + j]! += factor[i * n + r]! * factor[j * n + r]!;
      if (i === j) matrix[i * n + j]! += 1;
    }
  }
  const { values, vectors } = symmetricEigen(matrix.slice(), n);
  expect(largestDifference(values.subarray(20), new Float64Array(30).fill(1))).toBeLessThan(1e-11);
  let residual = 0;
  let overlap = 0;
  for (let p = 0; p < n; p++) {
    for (let i = 0; i < n; i++) {
      let product = -values[p]! * vectors[p * n + i]!;
      let inner = i === p ? -1 : 0;
      for (let j = 0; j < n; j++) {
        product += matrix[i * n + j]! * vectors[p * n + j]!;
        inner += vectors[p * n + j]! * vectors[i * n + j]!;
      }
      residual = Math.max(residual, Math.abs(product));
      overlap = Math.max(overlap, Math.abs(inner));
    }
  }
  expect(residual).toBeLessThan(1e-11);
  expect(overlap).toBeLessThan(1e-12);
});

test('the iterative way for large D agrees with the full decomposition', () => {
  const n = 900;
  const d = 700;
  const random = new Random(11);
  const rows = Float32Array.from(
    { length: n * d },
    (_, at) => (random.normal() * 10) / (1 + ((at % d) % 50)),
  );
  const few = fitPca(rows, n, d, 4);
  const all = fitPca(rows, n, d, 90);
  expect(largestDifference(few.explainedVariance, all.explainedVariance.slice(0, 4))).toBeLessThan(1e-12);
  for (let i = 0; i < 4; i++) {
    expect(largestDifference(few.components[i]!, all.components[i]!)).toBeLessThan(1e-5);
  }
});

test('the iterative way finds a repeated eigenvalue as often as it is there', () => {
  const diagonal = Float64Array.from({ length: 400 }, (_, i) => (i < 3 ? 5 : 1 / (1 + i)));
  const pairs = largestEigenpairs(400, 4, (vector, result) => {
    for (let i = 0; i < 400; i++) result[i] = diagonal[i]! * vector[i]!;
  });
  expect(largestDifference(pairs.values, [5, 5, 5, 1 / 4])).toBeLessThan(1e-12);
});

test('rows that do not vary give an orthonormal basis and no variance', () => {
  const pca = fitPca(Float32Array.from([1, 2, 1, 2, 1, 2]), 3, 2, 3);
  expect(pca.components.map((component) => Array.from(component))).toEqual([
    [1, 0],
    [0, 1],
  ]);
  expect(pca.explainedVariance).toEqual([0, 0]);
  expect(Array.from(pca.mean)).toEqual([1, 2]);
});

test('fewer rows than components: the rest is orthonormal and explains nothing', () => {
  const pca = fitPca(Float32Array.from([0, 0, 0, 0, 0, 2, 0, 0]), 2, 4, 3);
  expect(largestDifference(pca.components[0]!, [0, 1, 0, 0])).toBeLessThan(1e-15);
  expect(largestDifference(pca.explainedVariance, [1, 0, 0])).toBeLessThan(1e-15);
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      const inner = pca.components[i]!.reduce((sum, value, at) => sum + value * pca.components[j]![at]!, 0);
      expect(inner).toBeCloseTo(i === j ? 1 : 0, 12);
    }
  }
});
