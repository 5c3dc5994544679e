import { segmentCount, type Easing, type LatentPath, type PathSegment } from './latentPath.ts';
import { catmullRom, lerp, slerp, throughPoints, type VectorOut } from './pathCurves.ts';

/**
 * z of a path at a time: a share 0..1 of the way from the first keyframe to the last, of a closed path to the first again. It
 * allocates nothing, so that it can be called at display rate.
 * @param out [D], written to
 */
export function latentAtTime(path: LatentPath, share: number, out: VectorOut): void {
  const clamped = Math.min(1, Math.max(0, share));
  if (path.timeTable === null) latentAtShare(path, clamped, true, out);
  else latentAtShare(path, placeInTable(path.timeTable, clamped), false, out);
}

/**
 * z at a place 0..1 of a path, whatever its time table says: there each segment is as long as any other and none is eased. A
 * time table holds such places.
 */
export function latentAtPlace(path: LatentPath, place: number, out: VectorOut): void {
  latentAtShare(path, Math.min(1, Math.max(0, place)), false, out);
}

function latentAtShare(path: LatentPath, share: number, isTimed: boolean, out: VectorOut): void {
  const { keyframes } = path;
  const count = segmentCount(path);
  let total = count;
  if (isTimed) {
    total = 0;
    for (let i = 0; i < count; i++) total += keyframes[i]!.segment.seconds;
  }
  let left = share * total;
  let at = 0;
  for (; at < count - 1; at++) {
    const length = isTimed ? keyframes[at]!.segment.seconds : 1;
    if (left < length) break;
    left -= length;
  }
  const { segment } = keyframes[at]!;
  const u = Math.min(1, Math.max(0, left / (isTimed ? segment.seconds : 1)));
  inSegment(path, at, segment, isTimed ? eased(segment.easing, u) : u, out);
}

function inSegment(path: LatentPath, at: number, segment: PathSegment, u: number, out: VectorOut): void {
  const { keyframes, loop } = path;
  const count = keyframes.length;
  const from = keyframes[at]!.z;
  const to = keyframes[(at + 1) % count]!.z;
  switch (segment.method) {
    case 'lerp':
      return lerp(from, to, u, out);
    case 'slerp':
      return slerp(from, to, u, out);
    case 'spline': {
      const isClosed = loop === 'loop';
      const before = at > 0 || isClosed ? keyframes[(at - 1 + count) % count]!.z : null;
      const after = at + 2 < count || isClosed ? keyframes[(at + 2) % count]!.z : null;
      return catmullRom(before, from, to, after, u, out);
    }
    case 'data':
    case 'metric':
      // Until the engine has worked the points between out, the straight line.
      return segment.via?.length ? throughPoints(from, segment.via, to, u, out) : lerp(from, to, u, out);
  }
}

/** u 0..1 to 0..1; quadratic, and 3u² − 2u³ for both ends. */
function eased(easing: Easing, u: number): number {
  if (easing === 'ease-in') return u * u;
  if (easing === 'ease-out') return u * (2 - u);
  return easing === 'ease-in-out' ? u * u * (3 - 2 * u) : u;
}

/** What lies between the table's places is interpolated. */
function placeInTable(table: readonly number[], share: number): number {
  const at = share * (table.length - 1);
  const low = Math.min(table.length - 2, Math.floor(at));
  const from = table[low]!;
  return from + (at - low) * (table[low + 1]! - from);
}
