import type { NeighborGraph } from '../neighbors/NeighborGraph.ts';

const SEARCH_STEPS = 100;
/** Of the entropy, in nats. */
const SEARCH_TOLERANCE = 1e-8;

/**
 * p(j|i) over each row's neighbours: a Gaussian of the distance whose width is such that its perplexity, exp of its entropy, is the one
 * asked for (van der Maaten and Hinton 2008, 2). A row with too few neighbours for that has all of them alike.
 * @param perplexity less than k; about k/3 leaves out nothing that counts
 * @returns [N,k], each row summing to 1
 */
export function perplexityWeights(
  { k, distances }: NeighborGraph,
  n: number,
  perplexity: number,
): Float64Array {
  const weights = new Float64Array(n * k);
  const squares = new Float64Array(k);
  for (let row = 0; row < n; row++) {
    // Only differences count, and with the least at 0 no sum is 0. In units of their mean no row needs a long search.
    const nearest = distances[row * k]! ** 2;
    let mean = 0;
    for (let i = 0; i < k; i++) {
      squares[i] = distances[row * k + i]! ** 2 - nearest;
      mean += squares[i]! / k;
    }
    if (mean > 0) for (let i = 0; i < k; i++) squares[i]! /= mean;
    fillRow(squares, Math.log(Math.min(perplexity, k)), weights.subarray(row * k, (row + 1) * k));
  }
  return weights;
}

function fillRow(squares: Float64Array, wantedEntropy: number, weights: Float64Array): void {
  let low = 0;
  let high = Infinity;
  let precision = 1;
  for (let step = 0; step < SEARCH_STEPS; step++) {
    let sum = 0;
    let weighted = 0;
    for (let i = 0; i < squares.length; i++) {
      const weight = Math.exp(-precision * squares[i]!);
      weights[i] = weight;
      sum += weight;
      weighted += weight * squares[i]!;
    }
    for (let i = 0; i < squares.length; i++) weights[i]! /= sum;
    const entropy = Math.log(sum) + (precision * weighted) / sum;
    if (Math.abs(entropy - wantedEntropy) < SEARCH_TOLERANCE) return;
    if (entropy > wantedEntropy) low = precision;
    else high = precision;
    precision = high === Infinity ? precision * 2 : (low + high) / 2;
    // So many at one distance that no width has fewer: the narrowest leaves them alike.
    if (precision > 1e12) return;
  }
}
