import { invertSymmetric } from '../../protocol/invertSymmetric.ts';
import { LocalChart } from '../../protocol/localChart.ts';
import { PATCH_ROWS, patchRows } from './localInverse.ts';
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
  /** Of the queries among the rows, in z; 15 or so. */
  neighbors: NeighborGraph;
}

/** Steps of Gauss and Newton; the second half changes little. */
const STEPS = 4;
/** Of the slopes' mean square: keeps a direction along which z hardly changes from being gone along far. */
const DAMPING = 0.05;

/**
 * Places new z in a standing layout: at the weighted mean of its neighbours' places, then where the chart back to z (LocalChart) gives
 * what is nearest to it. The rows that stand do not move.
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
  const squared = new Float64Array(dims * dims);
  const inverse = new Float64Array(dims * dims);
  for (let query = 0; query < m; query++) {
    const wanted = queries.subarray(query * d, (query + 1) * d);
    meanOfNeighbors(neighbors, query, positions, dims, position);
    const rows = patchRows(position, positions, n, dims);
    rows.forEach((row, i) => {
      for (let axis = 0; axis < dims; axis++) patchPositions[i * dims + axis] = positions[row * dims + axis]!;
      for (let j = 0; j < d; j++) patchLatents[i * d + j] = latents[row * d + j]!;
    });
    chart.setPatch(patchPositions, patchLatents, rows.length);
    for (let step = 0; step < STEPS; step++) {
      chart.evaluate(position, z, jacobian);
      // One step of least squares on the map as it is here.
      squared.fill(0);
      for (let j = 0; j < d; j++) {
        for (let a = 0; a < dims; a++) {
          for (let b = 0; b < dims; b++)
            squared[a * dims + b]! += jacobian[j * dims + a]! * jacobian[j * dims + b]!;
        }
      }
      let trace = 0;
      for (let axis = 0; axis < dims; axis++) trace += squared[axis * dims + axis]!;
      if (!(trace > 0)) break;
      for (let axis = 0; axis < dims; axis++) squared[axis * dims + axis]! += (DAMPING * trace) / dims;
      invertSymmetric(squared, dims, inverse);
      for (let j = 0; j < d; j++) {
        const missing = wanted[j]! - z[j]!;
        for (let a = 0; a < dims; a++) {
          let pull = 0;
          for (let b = 0; b < dims; b++) pull += inverse[a * dims + b]! * jacobian[j * dims + b]!;
          position[a]! += pull * missing;
        }
      }
    }
    placed.set(position, query * dims);
  }
  return placed;
}

/** Weights fall with the distance from the nearest, in units of the mean distance beyond it. */
function meanOfNeighbors(
  { k, indices, distances }: NeighborGraph,
  query: number,
  positions: Float32Array,
  dims: number,
  outPosition: Float64Array,
): void {
  outPosition.fill(0);
  const first = query * k;
  let mean = 0;
  for (let i = 0; i < k; i++) mean += (distances[first + i]! - distances[first]!) / k;
  let total = 0;
  for (let i = 0; i < k; i++) {
    const weight = mean > 0 ? Math.exp(-(distances[first + i]! - distances[first]!) / mean) : 1;
    const row = indices[first + i]!;
    total += weight;
    for (let axis = 0; axis < dims; axis++) outPosition[axis]! += weight * positions[row * dims + axis]!;
  }
  for (let axis = 0; axis < dims; axis++) outPosition[axis]! /= total;
}
