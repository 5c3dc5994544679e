import { latentAtTime } from '../../../protocol/latentAtTime.ts';
import type { LatentPath } from '../../../protocol/latentPath.ts';
import type { ViewPosition } from '../../../protocol/projection.ts';

/** Where z lies in the view; null while that is not known. */
type PlaceOf = (key: string, z: Float32Array) => ViewPosition | null;

/** Where a path is at evenly spaced times, and where its keyframes are: [P,3] and [K,3]; null while a place is not known. */
export function curvePlaces(
  path: LatentPath,
  spans: number,
  placeOf: PlaceOf,
): { points: Float32Array; keyframes: Float32Array } | null {
  const size = path.keyframes[0]?.z.length ?? 0;
  const points = new Float32Array((spans + 1) * 3);
  let isKnown = true;
  // Every place is asked for, also after one that is not known: they are answered together.
  for (let i = 0; i <= spans; i++) {
    const z = new Float32Array(size);
    latentAtTime(path, i / spans, z);
    const place = placeOf(`path ${i} of ${spans}`, z);
    if (place) points.set(place, i * 3);
    else isKnown = false;
  }
  const keyframes = new Float32Array(path.keyframes.length * 3);
  path.keyframes.forEach(({ id, z }, i) => {
    const place = placeOf(`path ${id}`, Float32Array.from(z));
    if (place) keyframes.set(place, i * 3);
    else isKnown = false;
  });
  return isKnown ? { points, keyframes } : null;
}
