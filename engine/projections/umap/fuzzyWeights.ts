import type { NeighborGraph } from '../neighbors/NeighborGraph.ts';

const SEARCH_STEPS = 64;
const SEARCH_TOLERANCE = 1e-5;
/** σ is at least this share of the mean distance. */
const SMALLEST_SIGMA = 1e-3;

/**
 * How much each neighbour belongs to a row, 0..1: exp(−(distance − ρ) / σ), with ρ the distance of the nearest that is not at the same
 * place, and σ such that a row's weights sum to log2(k) (McInnes, Healy and Melville 2018, algorithm 3).
 * @returns [N,k]
 */
export function fuzzyWeights({ k, distances }: NeighborGraph, n: number): Float64Array {
  const weights = new Float64Array(n * k);
  const target = Math.log2(k);
  let meanOfAll = 0;
  for (let at = 0; at < n * k; at++) meanOfAll += distances[at]! / (n * k);
  for (let row = 0; row < n; row++) {
    const own = distances.subarray(row * k, (row + 1) * k);
    const nearest = own.find((distance) => distance > 0) ?? 0;
    let mean = 0;
    for (let i = 0; i < k; i++) mean += own[i]! / k;
    const least = SMALLEST_SIGMA * (nearest > 0 ? mean : meanOfAll);
    const sigma = Math.max(findSigma(own, nearest, target), least);
    for (let i = 0; i < k; i++) {
      const beyond = own[i]! - nearest;
      weights[row * k + i] = beyond <= 0 || sigma === 0 ? 1 : Math.exp(-beyond / sigma);
    }
  }
  return weights;
}

function findSigma(distances: Float32Array, nearest: number, target: number): number {
  let low = 0;
  let high = Infinity;
  let sigma = 1;
  for (let step = 0; step < SEARCH_STEPS; step++) {
    let sum = 0;
    for (let i = 0; i < distances.length; i++) {
      const beyond = distances[i]! - nearest;
      sum += beyond > 0 ? Math.exp(-beyond / sigma) : 1;
    }
    if (Math.abs(sum - target) < SEARCH_TOLERANCE) break;
    if (sum > target) high = sigma;
    else low = sigma;
    sigma = high === Infinity ? sigma * 2 : (low + high) / 2;
  }
  return sigma;
}
