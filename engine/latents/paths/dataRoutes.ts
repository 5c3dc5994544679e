import { NearestNeighbors } from '../../projections/neighbors/NearestNeighbors.ts';
import type { NeighborOptions } from '../../projections/neighbors/NeighborGraph.ts';
import { joinComponents } from './joinComponents.ts';
import { pointGraph } from './PointGraph.ts';
import { shortestPath } from './shortestPath.ts';
import { smoothRoute } from './smoothRoute.ts';

/** Neighbours that each point is joined with. */
const NEIGHBORS = 10;

export interface DataRoutes {
  /** Of each pair, [ROUTE_POINTS][D] points between its two. */
  vias: number[][][];
  /** Gaps that had to be bridged, since no chain of near neighbours led from one keyframe to the other. */
  bridged: number;
}

/**
 * Ways along the data: shortest paths in the graph that joins each z with its nearest neighbours, smoothed.
 * @param data [N,D] z of images
 * @param ends [K][D] z of keyframes, which become points of the graph
 * @param pairs indices of two of them each
 * @param options of the search for neighbours, which takes the time
 * @throws EngineError 'cancelled'
 */
export async function dataRoutes(
  data: Float32Array,
  ends: readonly (readonly number[])[],
  pairs: readonly (readonly [number, number])[],
  options: NeighborOptions = {},
): Promise<DataRoutes> {
  const latentSize = ends[0]!.length;
  const images = data.length / latentSize;
  const z = new Float32Array(data.length + ends.length * latentSize);
  z.set(data);
  ends.forEach((end, i) => z.set(end, data.length + i * latentSize));
  const count = images + ends.length;
  const search = await NearestNeighbors.create(z, count, latentSize);
  const neighbors = await search.ofAll(NEIGHBORS, options).finally(() => search.dispose());
  const wanted = ends.map((_, i) => images + i);
  const bridges = joinComponents(neighbors, z, latentSize, wanted);
  const graph = pointGraph(neighbors, bridges);
  const pointAt = (i: number) => z.subarray(i * latentSize, (i + 1) * latentSize);
  const vias = pairs.map(([from, to]) => {
    const way = shortestPath(graph, images + from, images + to);
    if (!way) throw new Error('joinComponents left two keyframes apart');
    // The ends as they are, not rounded to float32.
    const between = Array.from(way.subarray(1, -1), pointAt);
    return smoothRoute([ends[from]!, ...between, ends[to]!]);
  });
  return { vias, bridged: bridges.length };
}
