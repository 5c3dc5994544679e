import type { Random } from '../random/Random.ts';
import { squaredBetween } from '../projections/neighbors/Rows.ts';

const MOST_ROUNDS = 30;

/**
 * Lloyd's k-means from k-means++ (Arthur & Vassilvitskii 2007): the first centre is any row, each further one a row drawn with
 * odds of its squared distance from the nearest centre.
 * @param rows [N,D] float32
 * @returns [N] the cluster of each row, 0..k−1; a cluster may have no rows where rows repeat
 */
export function kMeans(rows: Float32Array, d: number, k: number, random: Random): Uint32Array {
  const n = rows.length / d;
  const centres = firstCentres(rows, n, d, k, random);
  const owners = new Uint32Array(n).fill(k);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let moved = 0;
    for (let row = 0; row < n; row++) {
      let nearest = 0;
      let least = Infinity;
      for (let c = 0; c < k; c++) {
        const distance = squaredBetween(rows, row * d, centres, c * d, d);
        if (distance < least) [least, nearest] = [distance, c];
      }
      if (owners[row] !== nearest) moved += 1;
      owners[row] = nearest;
    }
    if (moved === 0) break;
    const counts = new Float64Array(k);
    const sums = new Float64Array(k * d);
    for (let row = 0; row < n; row++) {
      const c = owners[row]!;
      counts[c]! += 1;
      for (let i = 0; i < d; i++) sums[c * d + i]! += rows[row * d + i]!;
    }
    for (let c = 0; c < k; c++) {
      if (counts[c] === 0) continue;
      for (let i = 0; i < d; i++) centres[c * d + i] = sums[c * d + i]! / counts[c]!;
    }
  }
  return owners;
}

function firstCentres(rows: Float32Array, n: number, d: number, k: number, random: Random): Float64Array {
  const centres = new Float64Array(k * d);
  const distances = new Float64Array(n).fill(Infinity);
  let next = random.below(n);
  for (let c = 0; c < k; c++) {
    for (let i = 0; i < d; i++) centres[c * d + i] = rows[next * d + i]!;
    let total = 0;
    for (let row = 0; row < n; row++) {
      distances[row] = Math.min(distances[row]!, squaredBetween(rows, row * d, centres, c * d, d));
      total += distances[row]!;
    }
    let left = random.uniform() * total;
    next = n - 1;
    for (let row = 0; row < n; row++) {
      left -= distances[row]!;
      if (left < 0) {
        next = row;
        break;
      }
    }
  }
  return centres;
}
