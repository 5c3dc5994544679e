import { EngineError } from '../../../protocol/EngineError.ts';
import { segmentCount, type LatentPath } from '../../../protocol/latentPath.ts';
import type { NeighborOptions } from '../../projections/neighbors/NeighborGraph.ts';
import { dataRoutes } from './dataRoutes.ts';
import { imageGeodesic, LARGEST_METRIC_LATENT } from './imageGeodesic.ts';
import type { ImageSpace } from './ImageSpace.ts';

export interface WithVias {
  path: LatentPath;
  /** Image lengths of its metric segments together, as straight lines and now; null where there are none. */
  metric: { before: number; after: number } | null;
  /** Gaps in the data that its data segments lead over. */
  bridged: number;
}

export interface Surroundings {
  space: ImageSpace;
  /** z of images, [N,D]; asked for when a segment goes along the data. */
  data(): Promise<Float32Array>;
  /** Of the search for neighbours in it. */
  search?: NeighborOptions;
  /** The share of metric segments that is done, 0..1; may throw to give up. */
  told(share: number): Promise<void>;
}

/**
 * A path with the points between keyframes worked out, of those of its segments that go along the data or by the decoder's
 * metric and have none yet.
 * @throws EngineError 'bad-request' for z with more dimensions than the metric is worked out in
 */
export async function withVias(
  path: LatentPath,
  { space, data, search, told }: Surroundings,
): Promise<WithVias> {
  const { keyframes } = path;
  const missing = keyframes.slice(0, segmentCount(path)).flatMap(({ segment }, at) => {
    const { method, via } = segment;
    return via === undefined && (method === 'data' || method === 'metric') ? [at] : [];
  });
  const next = (at: number) => (at + 1) % keyframes.length;
  const byMetric = missing.filter((at) => keyframes[at]!.segment.method === 'metric');
  const byData = missing.filter((at) => keyframes[at]!.segment.method === 'data');
  if (byMetric.length > 0 && space.latentSize > LARGEST_METRIC_LATENT) {
    throw new EngineError(
      'bad-request',
      `The metric of the decoder is worked out for z of up to ${LARGEST_METRIC_LATENT} values, this model's has ${space.latentSize}; choose the method data, spline or slerp.`,
    );
  }
  const vias = new Map<number, number[][]>();
  let bridged = 0;
  if (byData.length > 0) {
    const routes = await dataRoutes(
      await data(),
      keyframes.map(({ z }) => z),
      byData.map((at) => [at, next(at)] as const),
      search,
    );
    byData.forEach((at, i) => vias.set(at, routes.vias[i]!));
    bridged = routes.bridged;
  }
  const lengths = { before: 0, after: 0 };
  for (const [i, at] of byMetric.entries()) {
    const geodesic = await imageGeodesic(space, keyframes[at]!.z, keyframes[next(at)]!.z, (share) =>
      told((i + share) / byMetric.length),
    );
    vias.set(at, geodesic.via);
    lengths.before += geodesic.lengthBefore;
    lengths.after += geodesic.lengthAfter;
  }
  const filled = keyframes.map((keyframe, at) => {
    const via = vias.get(at);
    return via ? { ...keyframe, segment: { ...keyframe.segment, via } } : keyframe;
  });
  return { path: { ...path, keyframes: filled }, metric: byMetric.length > 0 ? lengths : null, bridged };
}
