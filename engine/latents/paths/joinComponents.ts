import type { NeighborGraph } from '../../projections/neighbors/NeighborGraph.ts';
import type { ExtraEdge } from './PointGraph.ts';

/**
 * Edges that join the parts of a graph which no edge joins, each by its nearest pair of points, the smallest part first, until
 * all the points that matter are in one.
 * @param z [N,D]
 * @param points those that matter
 */
export function joinComponents(
  { k, indices }: NeighborGraph,
  z: Float32Array,
  latentSize: number,
  points: readonly number[],
): ExtraEdge[] {
  const count = indices.length / k;
  const parts = new Parts(count);
  for (let at = 0; at < indices.length; at++) parts.join(Math.floor(at / k), indices[at]!);
  const edges: ExtraEdge[] = [];
  while (new Set(points.map((point) => parts.of(point))).size > 1) {
    const edge = nearestPair(z, latentSize, parts, parts.smallest());
    parts.join(edge.from, edge.to);
    edges.push(edge);
  }
  return edges;
}

/** The shortest edge out of a part. */
function nearestPair(z: Float32Array, latentSize: number, parts: Parts, part: number): ExtraEdge {
  const count = z.length / latentSize;
  const isInside = Uint8Array.from({ length: count }, (_, point) => (parts.of(point) === part ? 1 : 0));
  let best: ExtraEdge = { from: 0, to: 0, length: Infinity };
  for (let from = 0; from < count; from++) {
    if (isInside[from] === 0) continue;
    for (let to = 0; to < count; to++) {
      if (isInside[to] === 1) continue;
      let squared = 0;
      for (let d = 0; d < latentSize && squared < best.length; d++) {
        squared += (z[from * latentSize + d]! - z[to * latentSize + d]!) ** 2;
      }
      if (squared < best.length) best = { from, to, length: squared };
    }
  }
  return { ...best, length: Math.sqrt(best.length) };
}

/** Which points are joined (union and find, Tarjan 1975). */
class Parts {
  readonly #parents: Uint32Array;

  constructor(count: number) {
    this.#parents = Uint32Array.from({ length: count }, (_, point) => point);
  }

  of(point: number): number {
    let root = point;
    while (this.#parents[root]! !== root) {
      this.#parents[root] = this.#parents[this.#parents[root]!]!;
      root = this.#parents[root]!;
    }
    return root;
  }

  join(a: number, b: number): void {
    this.#parents[this.of(a)] = this.of(b);
  }

  smallest(): number {
    const sizes = new Map<number, number>();
    for (let point = 0; point < this.#parents.length; point++) {
      const root = this.of(point);
      sizes.set(root, (sizes.get(root) ?? 0) + 1);
    }
    return [...sizes].reduce((least, each) => (each[1] < least[1] ? each : least))[0];
  }
}
