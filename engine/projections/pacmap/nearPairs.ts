import type { NeighborGraph } from '../neighbors/NeighborGraph.ts';

/** A row's scale is the mean distance of its fourth to sixth neighbour. */
const SCALE_FROM = 3;
const SCALE_TO = 6;

/**
 * Each row's nearest by distance² / (σi σj), which lets rows in sparse places be neighbours too (Wang et al. 2021, 4.1).
 * @param graph more neighbours than wanted, to choose from
 * @param wanted at most graph.k
 * @returns [N,wanted]
 */
export function nearPairs({ k, indices, distances }: NeighborGraph, n: number, wanted: number): Uint32Array {
  const scales = new Float64Array(n);
  const from = Math.min(SCALE_FROM, k - 1);
  const to = Math.min(SCALE_TO, k);
  for (let row = 0; row < n; row++) {
    let sum = 0;
    for (let i = from; i < to; i++) sum += distances[row * k + i]!;
    // Where so many are in one place any scale does: their distance is 0.
    scales[row] = Math.max(sum / (to - from), 1e-10);
  }
  const pairs = new Uint32Array(n * wanted);
  const scaled = new Float64Array(k);
  const order = new Uint32Array(k);
  for (let row = 0; row < n; row++) {
    for (let i = 0; i < k; i++) {
      const at = row * k + i;
      scaled[i] = distances[at]! ** 2 / (scales[row]! * scales[indices[at]!]!);
      let place = i;
      // They come nearly sorted.
      for (; place > 0 && scaled[order[place - 1]!]! > scaled[i]!; place--) order[place] = order[place - 1]!;
      order[place] = i;
    }
    for (let i = 0; i < wanted; i++) pairs[row * wanted + i] = indices[row * k + order[i]!]!;
  }
  return pairs;
}
