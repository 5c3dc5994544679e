import { Random } from '../random/Random.ts';
import { symmetricEigen } from './symmetricEigen.ts';
import { dot } from './dot.ts';

export interface Eigenpairs {
  /** Descending. */
  values: number[];
  /** Orthonormal, vectors[i] belongs to values[i]. */
  vectors: Float64Array[];
}

/** Columns that grow together: an eigenvalue may repeat this often and still be found as often. */
const BLOCK = 8;
const TOLERANCE = 1e-8;

/**
 * The k largest eigenpairs of a symmetric positive semi-definite operator, by block Krylov iteration with full
 * reorthogonalisation (Golub & Underwood 1977). Stops when each residual ‖A v − λ v‖ is below 1e-8 of the largest
 * eigenvalue; the error of an eigenvalue is of the order of the square of that.
 * @param multiply writes A·vector to result; both [size]
 */
export function largestEigenpairs(
  size: number,
  k: number,
  multiply: (vector: Float64Array, result: Float64Array) => void,
): Eigenpairs {
  const random = new Random(20_240_501);
  const randomVector = () => Float64Array.from({ length: size }, () => random.normal());
  const basis: Float64Array[] = [];
  /** A times each basis vector, so that the projected matrix and the residuals cost no further products. */
  const images: Float64Array[] = [];

  const grow = (until: number) => {
    while (basis.length < until) {
      const block =
        basis.length === 0
          ? Array.from({ length: BLOCK }, randomVector)
          : images.slice(-BLOCK).map((image) => image.slice());
      for (let vector of block.slice(0, size - basis.length)) {
        // Where the operator leads nowhere new, a random direction lets the search go on.
        while (!orthonormalise(vector, basis)) vector = randomVector();
        const image = new Float64Array(size);
        multiply(vector, image);
        basis.push(vector);
        images.push(image);
      }
    }
  };

  for (let target = k + 4 * BLOCK; ; target = basis.length * 1.25 + BLOCK) {
    grow(Math.min(size, Math.ceil(target)));
    const { pairs, residual } = ritzPairs(basis, images, k, size);
    if (basis.length === size || residual <= TOLERANCE * pairs.values[0]!) return pairs;
  }
}

/** Rayleigh–Ritz in the basis: its k largest pairs, and the largest of their residuals. */
function ritzPairs(basis: Float64Array[], images: Float64Array[], k: number, size: number) {
  const m = basis.length;
  const projected = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j <= i; j++) {
      projected[i * m + j] = projected[j * m + i] = dot(basis[i]!, images[j]!);
    }
  }
  const { values, vectors } = symmetricEigen(projected, m);
  const pairs: Eigenpairs = { values: [], vectors: [] };
  let residual = 0;
  for (let pair = 0; pair < k; pair++) {
    const vector = new Float64Array(size);
    const difference = new Float64Array(size);
    for (let i = 0; i < m; i++) {
      const weight = vectors[pair * m + i]!;
      addScaled(vector, basis[i]!, weight);
      addScaled(difference, images[i]!, weight);
    }
    addScaled(difference, vector, -values[pair]!);
    residual = Math.max(residual, Math.sqrt(dot(difference, difference)));
    pairs.values.push(values[pair]!);
    pairs.vectors.push(vector);
  }
  return { pairs, residual };
}

/** Makes the vector orthogonal to the basis and of length 1, in place; false when nothing of it is left. */
function orthonormalise(vector: Float64Array, basis: readonly Float64Array[]): boolean {
  const before = Math.sqrt(dot(vector, vector));
  // Twice is enough (Kahan, Parlett).
  for (let pass = 0; pass < 2; pass++) {
    for (const other of basis) addScaled(vector, other, -dot(vector, other));
  }
  const length = Math.sqrt(dot(vector, vector));
  if (!(length > 1e-10 * before)) return false;
  for (let i = 0; i < vector.length; i++) vector[i]! /= length;
  return true;
}

function addScaled(target: Float64Array, source: Float64Array, scale: number): void {
  for (let i = 0; i < target.length; i++) target[i]! += scale * source[i]!;
}
