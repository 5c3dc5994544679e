import type { Random } from '../random/Random.ts';
import { cholesky } from './cholesky.ts';
import { ledoitWolf } from './ledoitWolf.ts';

/** A normal distribution of z. */
export interface Gaussian {
  /** [D] */
  mean: Float64Array;
  /** [D,D] lower triangle L: the covariance is L·Lᵀ */
  lower: Float64Array;
}

/** What is added to each variance, as a share of their mean: a dimension that does not vary stays as good as still. */
const FLOOR = 1e-9;

/** @param rows [N,D] float32, N ≥ 1; the covariance is drawn towards a sphere as Ledoit and Wolf do, so that few rows suffice */
export function fitGaussian(rows: Float32Array, d: number): Gaussian & { shrinkage: number } {
  const { mean, covariance, shrinkage } = ledoitWolf(rows, d);
  return { mean, lower: rootOf(covariance, d), shrinkage };
}

/** L of a covariance, zero where nothing varies at all. @param covariance [d,d]; its diagonal is raised a little */
export function rootOf(covariance: Float64Array, d: number): Float64Array {
  let trace = 0;
  for (let i = 0; i < d; i++) trace += covariance[i * d + i]!;
  if (!(trace > 0)) return new Float64Array(d * d);
  for (let i = 0; i < d; i++) covariance[i * d + i]! += (FLOOR * trace) / d;
  const lower = cholesky(covariance, d);
  if (!lower) throw new Error(`A covariance of ${d} dimensions is not positive definite.`);
  return lower;
}

/** Writes mean + temperature · L·ε, ε ~ N(0, I), into z [D]. */
export function drawGaussian(
  { mean, lower }: Gaussian,
  temperature: number,
  random: Random,
  z: Float32Array,
): void {
  const d = mean.length;
  const noise = Float64Array.from({ length: d }, () => temperature * random.normal());
  for (let i = 0; i < d; i++) {
    let value = mean[i]!;
    for (let j = 0, at = i * d; j <= i; j++, at++) value += lower[at]! * noise[j]!;
    z[i] = value;
  }
}
