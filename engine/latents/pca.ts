import { largestEigenpairs } from './largestEigenpairs.ts';
import { symmetricEigen } from './symmetricEigen.ts';
import { dot } from './dot.ts';

/** Principal components of N rows of D values. */
export interface Pca {
  /** [D] */
  mean: Float64Array;
  /** Orthonormal rows of D, of largest variance first; fewer than asked for only where D is smaller. */
  components: Float64Array[];
  /** Share of the total variance along each component, 0..1, descending; all 0 where the rows do not vary. */
  explainedVariance: number[];
}

/** Above this size a full eigendecomposition costs more than finding the few largest pairs alone. */
const DENSE_LIMIT = 640;

/**
 * Exact principal component analysis: eigenvectors of the covariance of the centred rows, from the D×D covariance, the
 * N×N Gram matrix, or, where both are large and k is small, a block Krylov method carried to machine precision.
 * @param rows [N,D] float32 (or float64), finite
 * @param k how many components; capped at D
 */
export function fitPca(rows: Float32Array | Float64Array, n: number, d: number, k: number): Pca {
  if (rows.length !== n * d) throw new Error(`PCA: expected ${n}×${d} values, got ${rows.length}.`);
  const wanted = Math.min(k, d);
  const mean = columnMeans(rows, n, d);
  const variance = totalSquares(rows, mean, n, d);
  if (n < 2 || !(variance > 0)) {
    return { mean, components: completeBasis([], wanted, d), explainedVariance: new Array(wanted).fill(0) };
  }

  const size = Math.min(n, d);
  const found =
    size > DENSE_LIMIT && wanted < size / 8
      ? matrixFree(rows, mean, n, d, wanted)
      : d <= n
        ? fromCovariance(rows, mean, n, d, wanted)
        : fromGram(rows, mean, n, d, wanted);
  const components = completeBasis(found.components, wanted, d);
  const explainedVariance = components.map((_, i) => Math.max(0, found.squares[i] ?? 0) / variance);
  for (const component of components) makeLargestPositive(component);
  return { mean, components, explainedVariance };
}

interface Found {
  components: Float64Array[];
  /** Sum of squares along each. */
  squares: number[];
}

function columnMeans(rows: ArrayLike<number>, n: number, d: number): Float64Array {
  const mean = new Float64Array(d);
  for (let i = 0, at = 0; i < n; i++) for (let j = 0; j < d; j++, at++) mean[j]! += rows[at]!;
  for (let j = 0; j < d; j++) mean[j]! /= Math.max(n, 1);
  return mean;
}

function totalSquares(rows: ArrayLike<number>, mean: Float64Array, n: number, d: number): number {
  let sum = 0;
  for (let i = 0, at = 0; i < n; i++) for (let j = 0; j < d; j++, at++) sum += (rows[at]! - mean[j]!) ** 2;
  return sum;
}

function fromCovariance(rows: ArrayLike<number>, mean: Float64Array, n: number, d: number, k: number): Found {
  // Blocks of rows, transposed and centred, so that the inner loop runs along contiguous columns.
  const blockRows = Math.min(n, 256);
  const block = new Float64Array(d * blockRows);
  const scatter = new Float64Array(d * d);
  for (let from = 0; from < n; from += blockRows) {
    const count = Math.min(blockRows, n - from);
    for (let j = 0; j < d; j++) {
      for (let i = 0; i < count; i++) block[j * blockRows + i] = rows[(from + i) * d + j]! - mean[j]!;
    }
    addProducts(scatter, block, d, blockRows, count);
  }
  mirror(scatter, d);
  const { values, vectors } = symmetricEigen(scatter, d);
  const components = Array.from({ length: k }, (_, i) => vectors.slice(i * d, i * d + d));
  return { components, squares: Array.from(values.subarray(0, k)) };
}

function fromGram(rows: ArrayLike<number>, mean: Float64Array, n: number, d: number, k: number): Found {
  const centred = new Float64Array(n * d);
  for (let i = 0, at = 0; i < n; i++) for (let j = 0; j < d; j++, at++) centred[at] = rows[at]! - mean[j]!;
  const gram = new Float64Array(n * n);
  addProducts(gram, centred, n, d, d);
  mirror(gram, n);
  const { values, vectors } = symmetricEigen(gram, n);
  const found: Found = { components: [], squares: [] };
  for (let i = 0; i < Math.min(k, n); i++) {
    // Centring leaves at most N−1 directions; what is zero but for rounding has no direction to read off.
    if (!(values[i]! > values[0]! * n * Number.EPSILON)) break;
    const component = new Float64Array(d);
    for (let row = 0; row < n; row++) {
      const weight = vectors[i * n + row]!;
      for (let j = 0, at = row * d; j < d; j++, at++) component[j]! += weight * centred[at]!;
    }
    found.components.push(component);
    found.squares.push(values[i]!);
  }
  return found;
}

function matrixFree(rows: ArrayLike<number>, mean: Float64Array, n: number, d: number, k: number): Found {
  const weights = new Float64Array(n);
  const pairs = largestEigenpairs(d, k, (vector, result) => {
    // (X − 1mᵀ)ᵀ(X − 1mᵀ)v without ever forming the matrix.
    let offset = 0;
    for (let j = 0; j < d; j++) offset += mean[j]! * vector[j]!;
    let weightSum = 0;
    result.fill(0);
    for (let i = 0; i < n; i++) {
      const at = i * d;
      let weight = -offset;
      for (let j = 0; j < d; j++) weight += rows[at + j]! * vector[j]!;
      weights[i] = weight;
      weightSum += weight;
      for (let j = 0; j < d; j++) result[j]! += weight * rows[at + j]!;
    }
    for (let j = 0; j < d; j++) result[j]! -= weightSum * mean[j]!;
  });
  return { components: pairs.vectors, squares: pairs.values };
}

/** Adds the lower triangle of B·Bᵀ to sums, B's rows `stride` apart and `count` long, two by two for register reuse. */
function addProducts(
  sums: Float64Array,
  rows: Float64Array,
  size: number,
  stride: number,
  count: number,
): void {
  for (let a = 0; a < size; a += 2) {
    const a0 = a * stride;
    const a1 = a + 1 < size ? a0 + stride : a0;
    for (let b = 0; b <= a; b += 2) {
      const b0 = b * stride;
      const b1 = b + 1 < size ? b0 + stride : b0;
      let s00 = 0;
      let s01 = 0;
      let s10 = 0;
      let s11 = 0;
      for (let i = 0; i < count; i++) {
        const x0 = rows[a0 + i]!;
        const x1 = rows[a1 + i]!;
        const y0 = rows[b0 + i]!;
        const y1 = rows[b1 + i]!;
        s00 += x0 * y0;
        s01 += x0 * y1;
        s10 += x1 * y0;
        s11 += x1 * y1;
      }
      sums[a * size + b]! += s00;
      if (b + 1 < size) sums[a * size + b + 1]! += s01;
      if (a + 1 < size) sums[(a + 1) * size + b]! += s10;
      if (a + 1 < size && b + 1 < size) sums[(a + 1) * size + b + 1]! += s11;
    }
  }
}

function mirror(matrix: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) matrix[j * size + i] = matrix[i * size + j]!;
}

/** Orthonormalises the components once more and, where they are too few, adds directions in which nothing varies. */
function completeBasis(components: Float64Array[], count: number, d: number): Float64Array[] {
  const basis: Float64Array[] = [];
  const candidates = [...components];
  for (let axis = 0; basis.length < count; axis++) {
    const candidate =
      candidates.shift() ??
      Float64Array.from({ length: d }, (_, j) => (j === (axis - components.length) % d ? 1 : 0));
    const lengthBefore = Math.sqrt(dot(candidate, candidate));
    for (let pass = 0; pass < 2; pass++) {
      for (const other of basis) {
        const overlap = dot(candidate, other);
        for (let j = 0; j < d; j++) candidate[j]! -= overlap * other[j]!;
      }
    }
    const length = Math.sqrt(dot(candidate, candidate));
    if (length > 1e-6 * lengthBefore) basis.push(candidate.map((value) => value / length));
  }
  return basis;
}

/** An eigenvector's sign is arbitrary; with the entry of largest magnitude positive the same data gives the same view. */
function makeLargestPositive(component: Float64Array): void {
  let largest = 0;
  for (const value of component) if (Math.abs(value) > Math.abs(largest)) largest = value;
  if (largest < 0) for (let j = 0; j < component.length; j++) component[j] = -component[j]!;
}
