import type { NeighborGraph } from '../../projections/neighbors/NeighborGraph.ts';

/** Points with edges between them, both ways, in compressed rows: the edges of point i are offsets[i] … offsets[i + 1]. */
export interface PointGraph {
  /** N */
  count: number;
  /** [N+1] */
  offsets: Uint32Array;
  /** [E] the point at the other end. */
  targets: Uint32Array;
  /** [E] Euclidean lengths. */
  lengths: Float32Array;
}

/** An edge that no point has among its nearest. */
export interface ExtraEdge {
  from: number;
  to: number;
  length: number;
}

/** Joined are two points of which one is among the other's k nearest, and those that extra edges name. */
export function pointGraph(
  { k, indices, distances }: NeighborGraph,
  extra: readonly ExtraEdge[] = [],
): PointGraph {
  const count = indices.length / k;
  const offsets = new Uint32Array(count + 1);
  const eachEdge = (visit: (from: number, to: number, length: number) => void) => {
    for (let at = 0; at < indices.length; at++) visit(Math.floor(at / k), indices[at]!, distances[at]!);
    for (const { from, to, length } of extra) visit(from, to, length);
  };
  eachEdge((from, to) => {
    offsets[from + 1]! += 1;
    offsets[to + 1]! += 1;
  });
  for (let i = 0; i < count; i++) offsets[i + 1]! += offsets[i]!;
  const next = offsets.slice(0, count);
  const targets = new Uint32Array(offsets[count]!);
  const lengths = new Float32Array(targets.length);
  const put = (from: number, to: number, length: number) => {
    const at = next[from]!++;
    targets[at] = to;
    lengths[at] = length;
  };
  // Where each is among the other's nearest the edge is there twice, which changes no shortest path.
  eachEdge((from, to, length) => {
    put(from, to, length);
    put(to, from, length);
  });
  return { count, offsets, targets, lengths };
}
