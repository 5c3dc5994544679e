import type { NeighborGraph } from './NeighborGraph.ts';

/** A symmetric sparse matrix [N,N] by rows: row i has the columns and weights at starts[i] to starts[i + 1]. */
export interface SymmetricGraph {
  readonly n: number;
  /** [N+1] */
  readonly starts: Uint32Array;
  readonly columns: Uint32Array;
  readonly weights: Float64Array;
}

/**
 * What weighs both ways: i and j are joined where either is a neighbour of the other.
 * @param weights [N,k], of each row's neighbours
 * @param join the weight of a pair from both directions, 0 for one that is no neighbour; the same whichever comes first
 */
export function symmetricGraph(
  { k, indices }: NeighborGraph,
  n: number,
  weights: Float64Array,
  join: (one: number, other: number) => number,
): SymmetricGraph {
  const incoming = transpose(indices, n, k);
  const starts = new Uint32Array(n + 1);
  const columns = new Uint32Array(2 * n * k);
  const joined = new Float64Array(2 * n * k);
  /** Where in this row a column stands, plus 1. */
  const places = new Uint32Array(n);
  let end = 0;
  for (let row = 0; row < n; row++) {
    const start = end;
    for (let at = row * k; at < (row + 1) * k; at++) {
      columns[end] = indices[at]!;
      joined[end] = weights[at]!;
      places[indices[at]!] = ++end;
    }
    const own = end;
    for (let at = incoming.starts[row]!; at < incoming.starts[row + 1]!; at++) {
      const edge = incoming.edges[at]!;
      const other = Math.floor(edge / k);
      const place = places[other]!;
      if (place > 0) joined[place - 1] = join(joined[place - 1]!, weights[edge]!);
      else {
        columns[end] = other;
        joined[end++] = join(0, weights[edge]!);
      }
      // What is met in both directions is done, which leaves those that are not.
      places[other] = 0;
    }
    for (let at = start; at < own; at++) {
      if (places[columns[at]!] === 0) continue;
      joined[at] = join(joined[at]!, 0);
      places[columns[at]!] = 0;
    }
    starts[row + 1] = end;
  }
  return { n, starts, columns: columns.slice(0, end), weights: joined.slice(0, end) };
}

/** The edges that end in each row, as their place in `indices`. */
function transpose(indices: Uint32Array, n: number, k: number) {
  const starts = new Uint32Array(n + 1);
  for (let at = 0; at < n * k; at++) starts[indices[at]! + 1]! += 1;
  for (let row = 0; row < n; row++) starts[row + 1]! += starts[row]!;
  const next = starts.slice(0, n);
  const edges = new Uint32Array(n * k);
  for (let at = 0; at < n * k; at++) edges[next[indices[at]!]!++] = at;
  return { starts, edges };
}
