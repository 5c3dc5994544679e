import { EngineError } from '../../../protocol/EngineError.ts';
import type { NeighborMetric } from './NeighborGraph.ts';

/** Rows in which the metric is the Euclidean one, so that one search serves both. */
export interface Rows {
  readonly values: Float32Array | Float64Array;
  readonly n: number;
  /** Numbers in a row. */
  readonly width: number;
}

/**
 * For 'l2' the latents as they are. For 'cosine' each divided by its length, since |a/|a| − b/|b||² = 2(1 − cos), which is exact
 * for small angles where 1 − cos is not; a row of zeros, which has no direction, gets one of its own, at distance 1 from all others.
 * @param latents [N,D]
 * @throws EngineError 'bad-request' naming the first row that is not finite
 */
export function metricRows(latents: Float32Array, n: number, d: number, metric: NeighborMetric): Rows {
  if (latents.length !== n * d)
    throw new Error(`Neighbours: expected ${n}×${d} values, got ${latents.length}.`);
  for (let at = 0; at < latents.length; at++) {
    if (!Number.isFinite(latents[at]!)) throw notFinite(latents, at, d);
  }
  if (metric === 'l2') return { values: latents, n, width: d };
  const width = d + 1;
  const values = new Float64Array(n * width);
  for (let row = 0; row < n; row++) {
    let square = 0;
    for (let j = 0; j < d; j++) square += latents[row * d + j]! ** 2;
    const length = Math.sqrt(square);
    if (length === 0) values[row * width + d] = 1;
    else for (let j = 0; j < d; j++) values[row * width + j] = latents[row * d + j]! / length;
  }
  return { values, n, width };
}

function notFinite(latents: Float32Array, at: number, d: number): EngineError {
  const row = Math.floor(at / d);
  return new EngineError(
    'bad-request',
    `Row ${row + 1} of z: z${(at % d) + 1} is ${latents[at]}; neighbours need finite numbers. Leave that row out, or encode it again.`,
    { row },
  );
}

/** Squared distance of two rows, float64. */
export function squaredDistance(a: Rows, i: number, b: Rows, j: number): number {
  return squaredBetween(a.values, i * a.width, b.values, j * b.width, a.width);
}

/** Squared distance of `width` numbers from two places on, float64. */
export function squaredBetween(
  a: Float32Array | Float64Array,
  i: number,
  b: Float32Array | Float64Array,
  j: number,
  width: number,
): number {
  let sum = 0;
  for (let at = 0; at < width; at++) {
    const difference = a[i + at]! - b[j + at]!;
    sum += difference * difference;
  }
  return sum;
}
