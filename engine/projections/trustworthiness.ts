import { Random } from '../random/Random.ts';
import type { NeighborGraph } from './neighbors/NeighborGraph.ts';

/** Up to so many rows all are looked at; of more, as many drawn ones: ±0.001 or so. */
const MOST_ROWS = 5_000;

export interface Trustworthiness {
  /** 0..1: 1 where every neighbour in the view is one in z. */
  value: number;
  /** How many rows were looked at, their ranks among all. */
  rows: number;
}

/**
 * How far a view can be trusted in who is near whom: 1 minus the mean of how far down the ranks in z the k neighbours in the view are that
 * are none in z (Venna and Kaski 2001). Equally far rows are ranked by their number.
 * @param latents [N,D]
 * @param viewNeighbors of every row in the view, at least k, nearest first
 * @param k less than N/2
 */
export function trustworthiness(
  latents: Float32Array,
  n: number,
  d: number,
  viewNeighbors: NeighborGraph,
  k: number,
  mostRows = MOST_ROWS,
): Trustworthiness {
  if (!(k >= 1 && k < n / 2 && k <= viewNeighbors.k)) {
    throw new Error(
      `Trustworthiness: expected k in 1..${Math.min(Math.ceil(n / 2) - 1, viewNeighbors.k)}, got ${k}.`,
    );
  }
  const chosen = n <= mostRows ? null : new Random('trustworthiness', n).permutation(n).subarray(0, mostRows);
  const rows = chosen?.length ?? n;
  const squares = new Float64Array(n);
  let penalty = 0;
  for (let i = 0; i < rows; i++) {
    const row = chosen ? chosen[i]! : i;
    for (let other = 0, at = 0; other < n; other++) {
      let square = 0;
      for (let j = 0; j < d; j++, at++) {
        const difference = latents[row * d + j]! - latents[at]!;
        square += difference * difference;
      }
      squares[other] = square;
    }
    for (let near = 0; near < k; near++) {
      penalty += Math.max(0, rankOf(viewNeighbors.indices[row * viewNeighbors.k + near]!, row, squares) - k);
    }
  }
  return { value: 1 - (2 * penalty) / (rows * k * (2 * n - 3 * k - 1)), rows };
}

/** 1 for the nearest in z. */
function rankOf(other: number, row: number, squares: Float64Array): number {
  const own = squares[other]!;
  let rank = 1;
  for (let at = 0; at < other; at++) if (squares[at]! <= own) rank += 1;
  for (let at = other + 1; at < squares.length; at++) if (squares[at]! < own) rank += 1;
  // The row itself is nearest to itself, and is no neighbour.
  return rank - (squares[row]! < own || (squares[row]! === own && row < other) ? 1 : 0);
}
