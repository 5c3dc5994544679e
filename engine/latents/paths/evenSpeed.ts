import { latentAtPlace } from '../../../protocol/latentAtTime.ts';
import type { LatentPath } from '../../../protocol/latentPath.ts';
import { imageSteps, type ImageSpace } from './ImageSpace.ts';

/** Times, at most, that places are evened out: each measures images nearer to where the table puts them. */
const ROUNDS = 8;
/** As even as one sees. */
const EVEN_SPREAD = 0.03;
const LEAST_STEPS = 24;

export interface EvenSpeed {
  /** Places 0..1 on the path at evenly spaced times, both ends included: LatentPath.timeTable. */
  table: number[];
  /** Standard deviation of the images' steps over their mean, before and with the table. */
  spreadBefore: number;
  spreadAfter: number;
}

/**
 * Times at which a path is where, such that the image changes by as much in each moment: places are spaced evenly by cumulative
 * root mean square difference between the images drawn there.
 * @param steps of a film on the way from its first to its last place; the table has a whole multiple of them
 * @param told the share that is done, 0..1; may throw to give up
 */
export async function evenSpeed(
  path: LatentPath,
  space: ImageSpace,
  steps: number,
  told: (share: number) => Promise<void> = async () => {},
): Promise<EvenSpeed> {
  const spans = steps * Math.ceil(LEAST_STEPS / steps);
  let places = Float64Array.from({ length: spans + 1 }, (_, i) => i / spans);
  let best: { places: Float64Array; spread: number } | null = null;
  let spreadBefore = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const z = new Float32Array(places.length * space.latentSize);
    places.forEach((place, i) =>
      latentAtPlace(path, place, z.subarray(i * space.latentSize, (i + 1) * space.latentSize)),
    );
    const changes = await imageSteps(space, z, (done) => told((round + done / places.length) / ROUNDS));
    const spread = spreadOf(changes);
    if (round === 0) spreadBefore = spread;
    if (best === null || spread < best.spread) best = { places, spread };
    if (spread < EVEN_SPREAD) break;
    places = respaced(places, changes);
  }
  return { table: Array.from(best!.places), spreadBefore, spreadAfter: best!.spread };
}

/** Places such that as much of the change lies between each two of them. */
function respaced(places: Float64Array, changes: Float64Array): Float64Array<ArrayBuffer> {
  const total = changes.reduce((sum, change) => sum + change, 0);
  // Nothing changes: any speed is even.
  if (total === 0) return places.slice();
  let at = 0;
  let below = 0;
  return Float64Array.from(places, (place, i) => {
    // Both ends stay exactly.
    if (i === 0 || i === changes.length) return place;
    const wanted = (total * i) / changes.length;
    while (at < changes.length - 1 && below + changes[at]! < wanted) below += changes[at++]!;
    const change = changes[at]!;
    const u = change > 0 ? Math.min(1, (wanted - below) / change) : 0;
    return places[at]! + u * (places[at + 1]! - places[at]!);
  });
}

/** Standard deviation over mean; 0 where nothing changes. */
export function spreadOf(changes: Float64Array): number {
  const mean = changes.reduce((sum, change) => sum + change, 0) / changes.length;
  if (!(mean > 0)) return 0;
  const variance = changes.reduce((sum, change) => sum + (change - mean) ** 2, 0) / changes.length;
  return Math.sqrt(variance) / mean;
}
