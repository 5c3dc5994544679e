import { setImmediate } from 'node:timers/promises';
import { meanSquaredError } from '../analysis/quality.ts';
import { Random } from '../random/Random.ts';
import { cholesky } from './cholesky.ts';
import { columnsThatFit, decoderJacobian } from './decoderJacobian.ts';
import { decodeEach, type DecodingWork, type ImageDecoder } from './ImageDecoder.ts';
import { randomSubspace } from './randomSubspace.ts';
import { solveCholesky } from './solveCholesky.ts';

/** Where a fit has come to. */
export interface LatentFit {
  /** [D] */
  z: Float32Array;
  /** g(z), [P] uint8 */
  image: Uint8Array;
  /** Mean over the values of (g(z) − x)², in 0..1. */
  mse: number;
}

export interface FitOptions extends DecodingWork {
  /** [D], σ of each dimension: what lengths in z are measured in. One of 0 is left as it is. */
  deviations: ArrayLike<number>;
  mostSteps?: number;
  seed?: number;
  /** Told where it begins (step 0), and after each step, which is never worse than the one before. */
  onStep?(step: number, fit: LatentFit): void;
}

export const MOST_FIT_STEPS = 40;
/** Dimensions that are differenced at each step; of more, a random subspace of half as many, another one at each. */
const MOST_DIMENSIONS = 128;
/** What is tried of the damping at each step, all in one batch, beside what it was. */
const DAMPING_TRIED = [0.01, 0.1, 1, 10, 100];
const DAMPING = { first: 0.1, least: 1e-7, most: 1e7 };
/** A step that lowers the error by less than this share has brought nothing; two of them are the end. */
const LEAST_GAIN = 0.002;
const MOST_VAIN = 2;
/** Of a subspace another one may do better. */
const MOST_VAIN_OF_SUBSPACE = 6;
/** Multiplications after which the event loop has its turn. */
const MULTIPLICATIONS_AT_ONCE = 2 ** 24;

/**
 * Finds the z that a decoder draws an image nearest from: descent of ‖g(z) − x‖² by Levenberg and Marquardt's steps (Marquardt
 * 1963), whose Jacobian is made of central differences of whole batches of decodes, since a decoder that can only be run gives no
 * gradient. Lengths in z are measured in deviations, so that the damping is the same for every dimension.
 *
 * Of more than 128 dimensions each step is taken within a random subspace of 64, in which σ is part of what is random.
 * @param target [P] uint8
 * @param starts [N,D], N ≥ 1: the one that is drawn nearest is where it begins
 */
export async function fitLatent(
  decoder: ImageDecoder,
  target: Uint8Array,
  starts: Float32Array,
  { deviations, mostSteps = MOST_FIT_STEPS, seed = 1, onStep, ...work }: FitOptions,
): Promise<LatentFit> {
  const { latentSize, imageSize } = decoder;
  const random = new Random(seed, 'fit of z');
  const mostColumns = Math.min(MOST_DIMENSIONS, columnsThatFit(imageSize));
  const isWhole = latentSize <= mostColumns;
  const columnCount = isWhole ? latentSize : Math.ceil(mostColumns / 2);
  let best: LatentFit = await nearestOf(decoder, target, starts, work);
  onStep?.(0, best);
  let damping = DAMPING.first;
  let steps: Float64Array | null = null;
  for (let step = 1, vain = 0; step <= mostSteps && best.mse > 0; step++) {
    const { columns, scales } = isWhole
      ? { columns: null, scales: Float64Array.from(deviations) }
      : scaledSubspace(latentSize, columnCount, deviations, random);
    const found = await decoderJacobian(decoder, best.z, deviations, { columns, steps, ...work });
    if (isWhole) ({ steps } = found);
    const system = await normalEquations(found.jacobian, scales, best.image, target);
    if (!(system.scale > 0)) break;
    const trials = DAMPING_TRIED.flatMap((factor) => {
      const tried = Math.min(DAMPING.most, Math.max(DAMPING.least, damping * factor));
      const move = dampedSolution(system, tried * system.scale);
      return move ? [{ damping: tried, z: moved(best.z, move, scales, columns) }] : [];
    });
    const candidates = new Float32Array(trials.length * latentSize);
    trials.forEach(({ z }, at) => candidates.set(z, at * latentSize));
    const nearest = trials.length > 0 ? await nearestOf(decoder, target, candidates, work) : null;
    const gain = nearest ? (best.mse - nearest.mse) / best.mse : 0;
    if (nearest && gain > 0) {
      best = { z: nearest.z, image: nearest.image, mse: nearest.mse };
      damping = trials[nearest.at]!.damping;
      onStep?.(step, best);
    } else damping = Math.min(DAMPING.most, damping * 100);
    vain = gain < LEAST_GAIN ? vain + 1 : 0;
    if (vain >= (isWhole ? MOST_VAIN : MOST_VAIN_OF_SUBSPACE)) break;
  }
  return { z: best.z, image: best.image, mse: best.mse };
}

/** The one of several z that is drawn nearest to the target. */
async function nearestOf(
  decoder: ImageDecoder,
  target: Uint8Array,
  z: Float32Array,
  work: DecodingWork,
): Promise<LatentFit & { at: number }> {
  const { latentSize } = decoder;
  const of = (at: number) => z.subarray(at * latentSize, (at + 1) * latentSize);
  let best = { at: -1, mse: Infinity, image: new Uint8Array(0) };
  await decodeEach(
    decoder,
    z.length / latentSize,
    (item, filled) => filled.set(of(item)),
    (item, image) => {
      const mse = meanSquaredError(image, target);
      if (best.at < 0 || mse < best.mse) best = { at: item, mse, image: image.slice() };
    },
    work,
  );
  return { ...best, z: of(best.at).slice() };
}

/** JᵀJ and Jᵀr in units of deviations, for the residual r = x − g(z). */
interface NormalEquations {
  size: number;
  /** [K,K] */
  gram: Float64Array;
  /** [K] */
  gradient: Float64Array;
  /** Mean of JᵀJ's diagonal. */
  scale: number;
}

async function normalEquations(
  jacobian: Float32Array,
  scales: Float64Array,
  image: Uint8Array,
  target: Uint8Array,
): Promise<NormalEquations> {
  const size = scales.length;
  const imageSize = image.length;
  const residual = Float64Array.from(
    { length: imageSize },
    (_, i) => (target[i]! - image[i]!) / (255 * Math.sqrt(imageSize)),
  );
  const gram = new Float64Array(size * size);
  const gradient = new Float64Array(size);
  let trace = 0;
  for (let a = 0, since = 0; a < size; a++) {
    const column = a * imageSize;
    for (let i = 0, at = column; i < imageSize; i++, at++) gradient[a]! += jacobian[at]! * residual[i]!;
    gradient[a]! *= scales[a]!;
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let i = 0, at = column, to = b * imageSize; i < imageSize; i++, at++, to++) {
        sum += jacobian[at]! * jacobian[to]!;
      }
      gram[a * size + b] = gram[b * size + a] = sum * scales[a]! * scales[b]!;
    }
    trace += gram[a * size + a]!;
    // The engine answers meanwhile.
    since += a * imageSize;
    if (since > MULTIPLICATIONS_AT_ONCE) {
      since = 0;
      await setImmediate();
    }
  }
  return { size, gram, gradient, scale: trace / size };
}

/** (JᵀJ + λ·1)⁻¹·Jᵀr, [K]; null where that is no number. */
function dampedSolution({ size, gram, gradient }: NormalEquations, damping: number): Float64Array | null {
  const damped = gram.slice();
  for (let k = 0; k < size; k++) damped[k * size + k]! += damping;
  const lower = cholesky(damped, size);
  return lower && solveCholesky(lower, gradient, size);
}

/** @param move [K] in units of `scales` along the columns, or along the axes of z without them */
function moved(
  z: Float32Array,
  move: Float64Array,
  scales: Float64Array,
  columns: readonly Float64Array[] | null,
): Float32Array {
  const result = Float64Array.from(z);
  for (let k = 0; k < move.length; k++) {
    const by = move[k]! * scales[k]!;
    if (!columns) result[k]! += by;
    else for (let d = 0; d < result.length; d++) result[d]! += by * columns[k]![d]!;
  }
  return Float32Array.from(result);
}

/** Directions that are random in z measured by deviations: unit vectors, and how long one deviation is along each. */
function scaledSubspace(
  size: number,
  count: number,
  deviations: ArrayLike<number>,
  random: Random,
): { columns: Float64Array[]; scales: Float64Array } {
  const columns = randomSubspace(size, count, random);
  const scales = Float64Array.from(columns, (column) => {
    let sum = 0;
    for (let d = 0; d < size; d++) sum += (column[d]! *= deviations[d]!) ** 2;
    const length = Math.sqrt(sum);
    if (length > 0) for (let d = 0; d < size; d++) column[d]! /= length;
    return length;
  });
  return { columns, scales };
}
