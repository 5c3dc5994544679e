import { decodeEach, type DecodingWork, type ImageDecoder } from './ImageDecoder.ts';

/** Root mean square, in grey levels, that the image shall change between z − ε and z + ε. */
const WANTED_CHANGE = 8;
/** A step in deviations: the first, and the smallest and largest that may follow from it. */
const STEP = { first: 0.1, least: 0.02, most: 0.5 };
/** Columns of a Jacobian, at most: two decodes each for the step's size and two for the step. */
const MOST_COLUMNS = 512;
/** Values of a Jacobian that are held, at most: 128 MB. */
const MOST_VALUES = 2 ** 25;

/** K columns of a decoder's Jacobian. */
export interface DecoderJacobian {
  /** [K,P], each row a column of ∂x̂/∂z, in units of 0..1 over √P: its length is a root mean square over the image. */
  jacobian: Float32Array;
  /** [K] how far z went along each for it, or would go next time: the size that suits the change that was seen. */
  steps: Float64Array;
}

export interface JacobianChoice extends DecodingWork {
  /** K unit vectors of D; the axes of z when absent. */
  columns?: readonly Float64Array[] | null;
  /** [K], as an earlier one nearby gave them; found by two more decodes for each column when absent. */
  steps?: Float64Array | null;
}

/** How many columns of a Jacobian are held for images of P values. */
export const columnsThatFit = (imageSize: number): number =>
  Math.max(1, Math.min(MOST_COLUMNS, Math.floor(MOST_VALUES / imageSize)));

/**
 * Central differences of a decoder at a point.
 *
 * Images have bytes, so that a difference is wrong by up to a grey level: the step along each column is chosen so that the image
 * changes by 8 grey levels (root mean square), within 0.02 and 0.5 deviations.
 * @param z [D]
 * @param deviations σ of each dimension: what a step is measured in. One of 0 is not moved along, and its column is 0
 */
export async function decoderJacobian(
  decoder: ImageDecoder,
  z: ArrayLike<number>,
  deviations: ArrayLike<number>,
  { columns = null, steps: given = null, ...work }: JacobianChoice = {},
): Promise<DecoderJacobian> {
  const { latentSize, imageSize } = decoder;
  const count = columns?.length ?? latentSize;
  const deviation = Float64Array.from({ length: count }, (_, column) =>
    columns ? lengthScaled(columns[column]!, deviations) : deviations[column]!,
  );
  const below = new Uint8Array(imageSize);
  // The steps' sizes first, where they are not known, then the differences.
  const passes = given ? 1 : 2;
  let pass = 0;
  /** Calls `take` with the images at z − ε and z + ε, for each column with a step. */
  const differences = (by: Float64Array, take: (column: number, from: Uint8Array, to: Uint8Array) => void) =>
    decodeEach(
      decoder,
      2 * count,
      (item, moved) => {
        const column = item >> 1;
        const step = item % 2 === 0 ? -by[column]! : by[column]!;
        for (let d = 0; d < latentSize; d++) moved[d] = z[d]! + (columns ? step * columns[column]![d]! : 0);
        if (!columns) moved[column] = z[column]! + step;
      },
      (item, image) => {
        if (item % 2 === 0) below.set(image);
        else take(item >> 1, below, image);
      },
      { ...work, beforeBatch: (done, total) => work.beforeBatch?.(pass * total + done, passes * total) },
    );
  /** The step at which the image would change as is wanted, from one at which it changed by so much. */
  const suiting = (step: number, change: number, sigma: number) =>
    sigma *
    Math.min(STEP.most, Math.max(STEP.least, ((step / sigma) * WANTED_CHANGE) / Math.max(change, 1e-3)));

  let steps = given;
  if (!steps) {
    const found = deviation.map((sigma) => STEP.first * sigma);
    await differences(
      found.slice(),
      (column, from, to) =>
        (found[column] =
          deviation[column]! > 0 ? suiting(found[column]!, rootMeanSquare(from, to), deviation[column]!) : 0),
    );
    steps = found;
    pass = 1;
  }

  const jacobian = new Float32Array(count * imageSize);
  const next = new Float64Array(count);
  await differences(steps, (column, from, to) => {
    const step = steps[column]!;
    // A dimension of no deviation is not moved: what it would do is not known, and does not matter to the data.
    if (!(step > 0)) return;
    const scale = 1 / (2 * step * 255 * Math.sqrt(imageSize));
    for (let i = 0, at = column * imageSize; i < imageSize; i++, at++)
      jacobian[at] = (to[i]! - from[i]!) * scale;
    next[column] = suiting(step, rootMeanSquare(from, to), deviation[column]!);
  });
  return { jacobian, steps: given ? next : steps };
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
