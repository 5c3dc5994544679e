import { momentsOf } from '../latents/moments.ts';
import { symmetricEigen } from '../latents/symmetricEigen.ts';
import { DECODER_PATH, ENCODER_PATH } from './step/network.ts';
import type { Candidate } from './Candidate.ts';

/** What orderAxes looks at: some of the images that were trained on. */
export interface EncodedImages {
  /** [n,D] float32, of the candidate's encoder (mu for a VAE). */
  z: Float32Array;
  /** [n] mean over pixels and channels. */
  brightness: Float64Array;
  /** [D] what a unit of each dimension of z is worth in the images, where that is known: z comes out in the images' own units. */
  units: Float64Array | null;
}

/**
 * The same autoencoder with axes of z that can be relied on: by falling variance over the images, each pointing to where images grow
 * brighter. The change of coordinates z′ = A·z, A an orthogonal matrix times the units, is folded into the weights that make z and those
 * that take it.
 *
 * Axes of an autoencoder are an accident of training, so they are turned to the principal ones. A VAE's are those along which its
 * posterior is independent, so they are only put in order.
 */
export function orderAxes(candidate: Candidate, images: EncodedImages): Candidate {
  const { spec, names } = candidate;
  const d = spec.latent;
  // A VAE's prior is the same in every dimension, and stays so.
  const units = (spec.kind !== 'vae' && images.units) || new Float64Array(d).fill(1);
  const encoded = { ...images, z: images.z.map((value, at) => value * units[at % d]!) };
  const { covariance } = momentsOf(encoded.z, d);
  const axes = spec.kind === 'vae' ? unitAxes(covariance, d) : principalAxes(covariance, d);
  for (const axis of axes) if (slope(axis, encoded, d) < 0) axis.forEach((value, i) => (axis[i] = -value));
  const made = axes.map((axis) => axis.map((value, i) => value * units[i]!));
  const taken = axes.map((axis) => axis.map((value, i) => value / units[i]!));
  const head = spec.kind === 'vae' ? 'encoder.mu' : 'encoder.z';
  const makers = [head, ENCODER_PATH].flatMap((name) => [`${name}.weight`, `${name}.bias`]);
  const takers = ['decoder.0.weight', `${DECODER_PATH}.weight`];
  // Of log-variances only the place changes; a sign has no meaning there.
  const widths = ['encoder.logvar.weight', 'encoder.logvar.bias'];
  const places = axes.map((axis) => axis.map(Math.abs));
  const weights = candidate.weights.map((values, index) => {
    const name = names[index]!;
    if (makers.includes(name)) return turnColumns(values, made, d);
    if (widths.includes(name)) return turnColumns(values, places, d);
    return takers.includes(name) ? turnRows(values, taken, d) : values;
  });
  return { ...candidate, weights };
}

function principalAxes(covariance: Float64Array, d: number): Float64Array[] {
  const { vectors } = symmetricEigen(covariance, d);
  return Array.from({ length: d }, (_, i) => vectors.slice(i * d, (i + 1) * d));
}

/** The axes as they are, by falling variance. */
function unitAxes(covariance: Float64Array, d: number): Float64Array[] {
  const variance = (i: number) => covariance[i * d + i]!;
  const order = Array.from({ length: d }, (_, i) => i).sort((a, b) => variance(b) - variance(a));
  return order.map((i) => Float64Array.from({ length: d }, (_, j) => (i === j ? 1 : 0)));
}

/** Of which sign brightness changes along an axis: its covariance with z along it. */
function slope(axis: Float64Array, { z, brightness }: EncodedImages, d: number): number {
  const mean = brightness.reduce((sum, value) => sum + value, 0) / brightness.length;
  let sum = 0;
  for (let row = 0; row < brightness.length; row++) {
    let along = 0;
    for (let i = 0; i < d; i++) along += axis[i]! * z[row * d + i]!;
    sum += along * (brightness[row]! - mean);
  }
  return sum;
}

/** z = h·W + b is made: W′ = W·Aᵀ. @param weights [rows,D] */
export function turnColumns(
  weights: Float32Array,
  axes: readonly Float64Array[],
  d: number,
): Float32Array<ArrayBuffer> {
  const turned = new Float32Array(weights.length);
  for (let row = 0; row < weights.length; row += d) {
    axes.forEach((axis, i) => {
      let sum = 0;
      for (let j = 0; j < d; j++) sum += axis[j]! * weights[row + j]!;
      turned[row + i] = sum;
    });
  }
  return turned;
}

/** z·V is taken: V′ = B·V with B = A⁻ᵀ. @param weights [D,columns] */
export function turnRows(
  weights: Float32Array,
  axes: readonly Float64Array[],
  d: number,
): Float32Array<ArrayBuffer> {
  const columns = weights.length / d;
  const turned = new Float32Array(weights.length);
  axes.forEach((axis, i) => {
    for (let j = 0; j < d; j++) {
      const share = axis[j]!;
      if (share === 0) continue;
      for (let column = 0; column < columns; column++) {
        turned[i * columns + column]! += share * weights[j * columns + column]!;
      }
    }
  });
  return turned;
}
