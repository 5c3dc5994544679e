import { invertSymmetric } from '../../protocol/invertSymmetric.ts';
import { LocalChart } from '../../protocol/localChart.ts';
import { PATCH_ROWS } from '../../protocol/projection.ts';
import { nearestTo } from './nearestTo.ts';
import type { NeighborGraph } from './neighbors/NeighborGraph.ts';

export interface PlacedAmong {
  /** [M,D] z to be placed. */
  queries: Float32Array;
  m: number;
  /** [N,D] z of the rows that stand. */
  latents: Float32Array;
  /** [N,dims] where they stand. */
  positions: Float32Array;
  n: number;
  d: number;
  dims: 2 | 3;
  /** Of the queries among the rows, in z; 3 are enough. */
  neighbors: NeighborGraph;
}

/** Steps of Gauss and Newton; the nearest of them is kept. */
const STEPS = 8;
/** Of the slopes' mean square: shortens steps along which z hardly changes. */
const DAMPING = 0.2;
/** Neighbours whose places the first one is the mean of: with more of them it often falls between clusters. */
const BEGUN_AMONG = 3;

/**
 * Places new z in a standing layout: from the mean of its nearest neighbours' places to where the chart back to z (LocalChart) gives what
 * is nearest to it. The rows that stand do not move.
 * @returns [M,dims]
 */
export function placeRows({
  queries,
  m,
  latents,
  positions,
  n,
  d,
  dims,
  neighbors,
}: PlacedAmong): Float32Array {
  const placed = new Float32Array(m * dims);
  const chart = new LocalChart(dims, d, PATCH_ROWS);
  const patchPositions = new Float32Array(PATCH_ROWS * dims);
  const patchLatents = new Float32Array(PATCH_ROWS * d);
  const position = new Float64Array(dims);
  const z = new Float64Array(d);
  const jacobian = new Float64Array(d * dims);
  const descent = new Descent(dims);
  for (let query = 0; query < m; query++) {
    const wanted = queries.subarray(query * d, (query + 1) * d);
    meanOfNeighbors(neighbors, query, positions, dims, position);
    const { rows } = nearestTo(positions, n, dims, position, PATCH_ROWS);
    rows.forEach((row, i) => {
      for (let axis = 0; axis < dims; axis++) patchPositions[i * dims + axis] = positions[row * dims + axis]!;
      for (let j = 0; j < d; j++) patchLatents[i * d + j] = latents[row * d + j]!;
    });
    chart.setPatch(patchPositions, patchLatents, rows.length);
    let leastSquare = Infinity;
    for (let step = 0; ; step++) {
      chart.evaluate(position, z, jacobian);
      let square = 0;
      for (let j = 0; j < d; j++) square += (wanted[j]! - z[j]!) ** 2;
      if (square < leastSquare) {
        leastSquare = square;
        placed.set(position, query * dims);
      }
      if (step === STEPS) break;
      descent.step(position, wanted, z, jacobian);
    }
  }
  return placed;
}

/**
 * Where the first neighbours stand, in the mean; weights fall with the distance beyond the nearest, in units of its mean.
 */
function meanOfNeighbors(
  { k, indices, distances }: NeighborGraph,
  query: number,
  positions: Float32Array,
  dims: number,
  outPosition: Float64Array,
): void {
  outPosition.fill(0);
  const first = query * k;
  const count = Math.min(k, BEGUN_AMONG);
  let mean = 0;
  for (let i = 0; i < count; i++) mean += (distances[first + i]! - distances[first]!) / count;
  let total = 0;
  for (let i = 0; i < count; i++) {
    const weight = mean > 0 ? Math.exp(-(distances[first + i]! - distances[first]!) / mean) : 1;
    const row = indices[first + i]!;
    total += weight;
    for (let axis = 0; axis < dims; axis++) outPosition[axis]! += weight * positions[row * dims + axis]!;
  }
  for (let axis = 0; axis < dims; axis++) outPosition[axis]! /= total;
}

/** Steps of damped least squares (Levenberg 1944) towards the place whose z is the one wanted. */
class Descent {
  readonly #dims: number;
  readonly #squared: Float64Array;
  readonly #inverse: Float64Array;
  readonly #slope: Float64Array;

  constructor(dims: number) {
    this.#dims = dims;
    this.#squared = new Float64Array(dims * dims);
    this.#inverse = new Float64Array(dims * dims);
    this.#slope = new Float64Array(dims);
  }

  /** Moves the position by one; stays where z does not change at all. */
  step(position: Float64Array, wanted: Float32Array, z: Float64Array, jacobian: Float64Array): void {
    const dims = this.#dims;
    const squared = this.#squared.fill(0);
    const slope = this.#slope.fill(0);
    for (let j = 0; j < z.length; j++) {
      const missing = wanted[j]! - z[j]!;
      for (let a = 0; a < dims; a++) {
        const own = jacobian[j * dims + a]!;
        slope[a]! += own * missing;
        for (let b = 0; b < dims; b++) squared[a * dims + b]! += own * jacobian[j * dims + b]!;
      }
    }
    let trace = 0;
    for (let axis = 0; axis < dims; axis++) trace += squared[axis * dims + axis]!;
    if (!(trace > 0)) return;
    for (let axis = 0; axis < dims; axis++) squared[axis * dims + axis]! += (DAMPING * trace) / dims;
    invertSymmetric(squared, dims, this.#inverse);
    for (let a = 0; a < dims; a++) {
      for (let b = 0; b < dims; b++) position[a]! += this.#inverse[a * dims + b]! * slope[b]!;
    }
  }
}
