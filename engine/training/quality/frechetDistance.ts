import { momentsOf, type Moments } from '../../latents/moments.ts';
import { symmetricEigen } from '../../latents/symmetricEigen.ts';

/** Of x in 0..1, whose squares are far above. */
const NO_VARIANCE = 1e-12;

/**
 * Squared Fréchet distance between two sets of points, each taken for a Gaussian:
 * |μ₁ − μ₂|² + tr(Σ₁ + Σ₂ − 2 (Σ₁^½ Σ₂ Σ₁^½)^½) (Dowson & Landau 1982; FID is this in the features of a network, Heusel et al. 2017).
 * @param first [n,k] @param second [m,k] @param k at least 1
 */
export function frechetDistance(first: Float32Array, second: Float32Array, k: number): number {
  const a = gaussianOf(first, k);
  const b = gaussianOf(second, k);
  const root = squareRoot(a.covariance, k);
  const middle = product(product(root, b.covariance, k), root, k);
  const { values } = symmetricEigen(symmetric(middle, k), k);
  const shared = values.reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
  const means = a.mean.reduce((sum, value, i) => sum + (value - b.mean[i]!) ** 2, 0);
  return Math.max(0, means + trace(a.covariance, k) + trace(b.covariance, k) - 2 * shared);
}

function gaussianOf(points: Float32Array, k: number): Moments {
  const { mean, covariance } = momentsOf(points, k);
  // Points that are all the same leave rounding here, which has no eigenvectors worth finding.
  return { mean, covariance: trace(covariance, k) < NO_VARIANCE ? covariance.fill(0) : covariance };
}

/** Of a symmetric matrix without negative eigenvalues but for rounding. */
function squareRoot(matrix: Float64Array, k: number): Float64Array {
  const { values, vectors } = symmetricEigen(symmetric(matrix, k), k);
  const root = new Float64Array(k * k);
  values.forEach((value, at) => {
    const scale = Math.sqrt(Math.max(0, value));
    for (let i = 0; i < k; i++) {
      for (let j = 0; j < k; j++) root[i * k + j]! += scale * vectors[at * k + i]! * vectors[at * k + j]!;
    }
  });
  return root;
}

function product(a: Float64Array, b: Float64Array, k: number): Float64Array {
  const result = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let m = 0; m < k; m++) {
      const value = a[i * k + m]!;
      for (let j = 0; j < k; j++) result[i * k + j]! += value * b[m * k + j]!;
    }
  }
  return result;
}

/** A copy, the two halves made equal to the last digit. */
const symmetric = (matrix: Float64Array, k: number): Float64Array =>
  matrix.map((value, at) => (value + matrix[(at % k) * k + Math.floor(at / k)]!) / 2);

const trace = (matrix: Float64Array, k: number): number => {
  let sum = 0;
  for (let i = 0; i < k; i++) sum += matrix[i * k + i]!;
  return sum;
};
