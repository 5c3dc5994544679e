import { symmetricEigen } from '../../latents/symmetricEigen.ts';
import { Random } from '../../random/Random.ts';
import { spreadEvenly } from '../../random/spreadEvenly.ts';
import { PixelProducts } from './PixelProducts.ts';

/** PCA of images: x ≈ mean + Σ (component · (x − mean)) component, x in 0..1. */
export interface PixelPca {
  /** [P] float32 in 0..1, in the order of the pixels. */
  mean: Float32Array;
  /** [k][P] float32, orthonormal, by falling variance. Fewer than asked for where the images have no more directions. */
  components: Float32Array[];
  /** [k] the rows' variance along each component, x in 0..1. */
  variances: Float64Array;
  /** Of all directions together: what the components miss of it is the squared error per image. */
  totalVariance: number;
  /** Rows it was fitted on. */
  rows: number;
}

/** Components carried beyond those asked for, which speed up how fast the wanted ones settle. */
const SPARE_COMPONENTS = 10;
const ITERATIONS = 8;
/** More training rows than this add little to the components and much to the time. */
const LARGEST_FIT = 5000;
const BASIS_KEY = 0x9ca;
/** A direction of less variance than this share of the largest, or than a hundredth of a step of one pixel, is rounding. */
const SMALLEST_SHARE = 1e-9;
const SMALLEST_VARIANCE = (0.01 / 255) ** 2;

/**
 * The first k principal components of images, by block subspace iteration with Rayleigh–Ritz at the end (Halko, Martinsson &
 * Tropp, "Finding structure with randomness", 2011). The large products run in ONNX Runtime, so that 5,000 colour images of
 * 64 pixels take a second where the exact fit of engine/latents would take minutes; the squared error is that of the exact
 * components to about 0.1 %.
 * @param pixels [N,P] uint8
 * @param valuesPerImage P
 * @param rows to fit on, at least 2; of more than 5,000 so many, evenly spread
 * @param iterations fewer leave the last of the components less exact
 */
export async function fitPixelPca(
  pixels: Uint8Array,
  valuesPerImage: number,
  rows: Uint32Array,
  k: number,
  iterations = ITERATIONS,
): Promise<PixelPca> {
  const fitRows = Uint32Array.from(spreadEvenly(rows, LARGEST_FIT));
  const width = Math.min(k + SPARE_COMPONENTS, valuesPerImage, fitRows.length);
  const mean = meanOf(pixels, valuesPerImage, fitRows);
  const products = await PixelProducts.open(pixels, valuesPerImage, width, mean);
  try {
    const random = new Random(BASIS_KEY);
    let basis: Float32Array = Float32Array.from(
      { length: valuesPerImage * width },
      () => random.uniform() - 0.5,
    );
    basis = await products.orthonormalise(basis);
    for (let iteration = 0; iteration < iterations; iteration++) {
      basis = await products.orthonormalise(await products.covarianceTimes(fitRows, basis));
    }
    const { within, total } = await products.scatter(fitRows, basis);
    const { values, vectors } = symmetricEigen(within, width);
    const least = Math.max(SMALLEST_SHARE * values[0]!, SMALLEST_VARIANCE * fitRows.length);
    const kept = values.subarray(0, k).filter((value) => value > least);
    return {
      mean,
      components: unitColumns(await products.combine(basis, transposed(vectors, width)), width, kept.length),
      variances: kept.map((value) => value / fitRows.length),
      totalVariance: total / fitRows.length,
      rows: fitRows.length,
    };
  } finally {
    await products.release();
  }
}

/**
 * Squared error per image of PCA: the mean over the rows of the sum over pixels and channels of (x − x̂)², x in 0..1 and x̂
 * as the components give it, beyond 0 and 1 too.
 * @param rows at least one
 */
export async function pcaError(pixels: Uint8Array, rows: Uint32Array, pca: PixelPca): Promise<number> {
  const size = pca.mean.length;
  const width = pca.components.length;
  if (width === 0) return pca.totalVariance;
  const basis = new Float32Array(size * width);
  pca.components.forEach((component, column) => {
    for (let i = 0; i < size; i++) basis[i * width + column] = component[i]!;
  });
  const products = await PixelProducts.open(pixels, size, width, pca.mean);
  try {
    const { within, total } = await products.scatter(rows, basis);
    let explained = 0;
    for (let i = 0; i < width; i++) explained += within[i * width + i]!;
    return Math.max(0, total - explained) / rows.length;
  } finally {
    await products.release();
  }
}

/** [P] float32 in 0..1 */
function meanOf(pixels: Uint8Array, size: number, rows: Uint32Array): Float32Array {
  const sum = new Float64Array(size);
  for (const row of rows) for (let i = 0, at = row * size; i < size; i++) sum[i]! += pixels[at++]!;
  return Float32Array.from(sum, (value) => value / (255 * rows.length));
}

/** [n,n] */
const transposed = (matrix: Float64Array, n: number): Float64Array =>
  matrix.map((_, at) => matrix[(at % n) * n + Math.floor(at / n)]!);

/** The first columns of [P,w], each of length 1 to the last digit. */
function unitColumns(matrix: Float32Array, width: number, count: number): Float32Array[] {
  return Array.from({ length: count }, (_, column) => {
    const values = new Float32Array(matrix.length / width);
    let squares = 0;
    for (let i = 0; i < values.length; i++) {
      values[i] = matrix[i * width + column]!;
      squares += values[i]! ** 2;
    }
    const scale = 1 / Math.sqrt(squares);
    return values.map((value) => value * scale);
  });
}
