import { Random } from '../random/Random.ts';
import { Breath } from './Breath.ts';
import { decodeEach, type DecodingWork, type ImageDecoder } from './ImageDecoder.ts';
import { largestEigenpairs } from './largestEigenpairs.ts';
import { symmetricEigen } from './symmetricEigen.ts';

/** Directions of z, most effective first. */
export interface Directions {
  /** Unit vectors of D, orthogonal to each other. */
  directions: Float64Array[];
  /** How fast the image changes along each: root mean square over its values, in 0..1, per unit of z. */
  gains: number[];
}

/** Columns of the Jacobian, at most: two decodes each for the step's size and two for the step. */
const MOST_COLUMNS = 512;
/** Values of the Jacobian that are held, at most: 128 MB. */
const MOST_VALUES = 2 ** 25;
/** Root mean square, in grey levels, that the image shall change between z − ε and z + ε. */
const WANTED_CHANGE = 8;
/** A step in deviations: the first, and the smallest and largest that may follow from it. */
const STEP = { first: 0.1, least: 0.02, most: 0.5 };

/**
 * Principal directions of a decoder at a point: right singular vectors of its Jacobian ∂x̂/∂z, by central differences and the
 * eigenvectors of JᵀJ.
 *
 * Images have bytes, so that a difference is wrong by up to a grey level: the step along each column is chosen so that the image
 * changes by 8 grey levels (root mean square), within 0.02 and 0.5 deviations. Of a linear decoder the gains come out within 4
 * percent (see the test).
 *
 * All D columns are differenced. A randomised decomposition (Halko, Martinsson & Tropp 2011) would save most of them only
 * with products Jᵀu, which a decoder that can only be run does not give. Where D is larger than 512, or J than 128 MB, J is
 * restricted to a subspace: their sketch with Gaussian vectors, or the given basis.
 * @param z [D]
 * @param deviations σ of each dimension: what a step is measured in
 * @param count how many directions; fewer where there are no more columns
 * @param basis orthonormal, for a larger D: directions in which data varies most
 */
export async function decoderDirections(
  decoder: ImageDecoder,
  z: ArrayLike<number>,
  deviations: ArrayLike<number>,
  count: number,
  { basis, seed = 1, ...work }: DecodingWork & { basis?: readonly Float64Array[]; seed?: number } = {},
): Promise<Directions> {
  const { latentSize, imageSize } = decoder;
  const most = columnsThatFit(imageSize);
  const columns =
    latentSize <= most ? null : (basis?.slice(0, most) ?? randomSubspace(latentSize, most, seed));
  const columnCount = columns?.length ?? latentSize;
  const deviationAlong = (column: number) =>
    columns ? lengthScaled(columns[column]!, deviations) : deviations[column]!;
  const deviation = Float64Array.from({ length: columnCount }, (_, column) => deviationAlong(column));

  const move = (column: number, by: number, moved: Float32Array) => {
    for (let d = 0; d < latentSize; d++) moved[d] = z[d]! + (columns ? by * columns[column]![d]! : 0);
    if (!columns) moved[column] = z[column]! + by;
  };
  const below = new Uint8Array(imageSize);
  const decodes = 2 * columnCount;
  /** Calls `take` with the images at z − ε and z + ε, for each column with a step. */
  const differences = (
    pass: 0 | 1,
    steps: Float64Array,
    take: (column: number, from: Uint8Array, to: Uint8Array) => void,
  ) =>
    decodeEach(
      decoder,
      decodes,
      (item, moved) => move(item >> 1, item % 2 === 0 ? -steps[item >> 1]! : steps[item >> 1]!, moved),
      (item, image) => {
        if (item % 2 === 0) below.set(image);
        else take(item >> 1, below, image);
      },
      { beforeBatch: (done) => work.beforeBatch?.(pass * decodes + done, 2 * decodes) },
    );

  const steps = deviation.map((sigma) => STEP.first * sigma);
  const change = new Float64Array(columnCount);
  await differences(0, steps, (column, from, to) => {
    change[column] = rootMeanSquare(from, to);
  });
  for (let column = 0; column < columnCount; column++) {
    const share = (STEP.first * WANTED_CHANGE) / Math.max(change[column]!, 1e-3);
    steps[column] = deviation[column]! * Math.min(STEP.most, Math.max(STEP.least, share));
  }

  const jacobian = new Float32Array(columnCount * imageSize);
  const brightening = new Float64Array(columnCount);
  await differences(1, steps, (column, from, to) => {
    // A dimension of no deviation is not moved: what it would do is not known, and does not matter to the data.
    const scale = steps[column]! > 0 ? 1 / (2 * steps[column]! * 255 * Math.sqrt(imageSize)) : 0;
    for (let i = 0, at = column * imageSize; i < imageSize; i++, at++) {
      const value = (to[i]! - from[i]!) * scale;
      jacobian[at] = value;
      brightening[column]! += value;
    }
  });

  const gram = await gramOf(jacobian, columnCount, imageSize);
  const { values, vectors } = eigenpairs(gram, columnCount, Math.min(count, columnCount));
  const found: Directions = { directions: [], gains: [] };
  for (const [i, weights] of vectors.entries()) {
    // A singular vector's sign is arbitrary: this one points to where the image grows brighter, as axes of z do.
    let brighter = 0;
    for (let column = 0; column < columnCount; column++) brighter += weights[column]! * brightening[column]!;
    const sign = brighter < 0 ? -1 : 1;
    const direction = new Float64Array(latentSize);
    for (let column = 0; column < columnCount; column++) {
      const weight = sign * weights[column]!;
      if (!columns) direction[column] = weight;
      else for (let d = 0; d < latentSize; d++) direction[d]! += weight * columns[column]![d]!;
    }
    found.directions.push(direction);
    found.gains.push(Math.sqrt(Math.max(0, values[i]!)));
  }
  return found;
}

/** How many columns of a Jacobian are held for images of P values. */
export const columnsThatFit = (imageSize: number): number =>
  Math.max(1, Math.min(MOST_COLUMNS, Math.floor(MOST_VALUES / imageSize)));

/** JᵀJ of a Jacobian whose columns are the rows of `jacobian`. Of many columns of large images this takes seconds. */
async function gramOf(jacobian: Float32Array, columns: number, imageSize: number): Promise<Float64Array> {
  const gram = new Float64Array(columns * columns);
  const breath = new Breath();
  for (let a = 0; a < columns; a++) {
    for (let b = 0; b <= a; b++) {
      if (breath.isDue) await breath.take();
      let sum = 0;
      for (let i = 0, at = a * imageSize, to = b * imageSize; i < imageSize; i++, at++, to++) {
        sum += jacobian[at]! * jacobian[to]!;
      }
      gram[a * columns + b] = gram[b * columns + a] = sum;
    }
  }
  return gram;
}

/** From this size on the few largest pairs alone are found sooner than all: of 512 columns in 0.1 s and not in 0.5 s. */
const LARGE = 64;

/** The `count` largest eigenpairs of a Gram matrix. */
function eigenpairs(
  gram: Float64Array,
  size: number,
  count: number,
): { values: ArrayLike<number>; vectors: Float64Array[] } {
  const isZero = !gram.some(Boolean);
  if (size >= LARGE && count <= size / 8 && !isZero) {
    return largestEigenpairs(size, count, (vector, result) => {
      for (let a = 0, at = 0; a < size; a++) {
        let sum = 0;
        for (let b = 0; b < size; b++, at++) sum += gram[at]! * vector[b]!;
        result[a] = sum;
      }
    });
  }
  const { values, vectors } = symmetricEigen(gram, size);
  return {
    values,
    vectors: Array.from({ length: count }, (_, i) => vectors.subarray(i * size, (i + 1) * size)),
  };
}

/** Orthonormal vectors that span what as many Gaussian ones do. */
function randomSubspace(size: number, count: number, seed: number): Float64Array[] {
  const random = new Random(seed, 'decoder directions');
  const basis: Float64Array[] = [];
  while (basis.length < count) {
    const vector = Float64Array.from({ length: size }, () => random.normal());
    for (let pass = 0; pass < 2; pass++) {
      for (const other of basis) {
        let overlap = 0;
        for (let d = 0; d < size; d++) overlap += vector[d]! * other[d]!;
        for (let d = 0; d < size; d++) vector[d]! -= overlap * other[d]!;
      }
    }
    const length = Math.hypot(...vector);
    for (let d = 0; d < size; d++) vector[d]! /= length;
    basis.push(vector);
  }
  return basis;
}

/** Length of a direction whose values are scaled by deviations. */
function lengthScaled(direction: Float64Array, deviations: ArrayLike<number>): number {
  let sum = 0;
  for (let d = 0; d < direction.length; d++) sum += (direction[d]! * deviations[d]!) ** 2;
  return Math.sqrt(sum);
}

function rootMeanSquare(from: Uint8Array, to: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < from.length; i++) sum += (to[i]! - from[i]!) ** 2;
  return Math.sqrt(sum / from.length);
}
