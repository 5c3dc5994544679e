import type { Nearness } from '../../protocol/nearness.ts';
import { Turns } from '../store/queries/Turns.ts';
import { nearestTo, type Nearest } from './nearestTo.ts';

/** The rows whose own nearest neighbours say how near images are to each other. */
const SAMPLED_ROWS = 200;
export const MOST_LOOKED_AT = 12;
/** So that what is rounded to float32 at the end of its reach is within it. */
const WITHIN = 0.999;

/** How near images are to each other: of distances to the nearest other one, the median and the 95th percentile. */
export interface DataSpacing {
  typical: number;
  far: number;
}

/**
 * @param z [n,D]
 * @param leftOut [n], 1 for rows that do not count
 */
export async function measureSpacing(
  z: Float32Array,
  n: number,
  d: number,
  leftOut: Uint8Array,
): Promise<DataSpacing> {
  const turns = new Turns();
  const here: number[] = [];
  for (let row = 0; row < n; row++) if (!leftOut[row]) here.push(row);
  const stride = Math.max(1, here.length / SAMPLED_ROWS);
  const distances: number[] = [];
  const target = new Float32Array(d);
  for (let at = 0; at < here.length; at += stride) {
    const row = here[Math.floor(at)]!;
    target.set(z.subarray(row * d, (row + 1) * d));
    const found = nearestTo(z, n, d, target, 2, leftOut);
    // The row itself, or another one at the same place.
    const other = found.rows.findIndex((each) => each !== row);
    if (other >= 0) distances.push(found.distances[other]!);
    await turns.next();
  }
  distances.sort((a, b) => a - b);
  const share = (part: number) =>
    distances[Math.min(distances.length - 1, Math.floor(part * distances.length))] ?? 0;
  return { typical: share(0.5), far: share(0.95) };
}

export interface SpacedRows {
  /** [n,D] */
  z: Float32Array;
  n: number;
  d: number;
  /** [n], 1 for rows that do not count. */
  leftOut: Uint8Array;
  spacing: DataSpacing;
}

/** Where a z lies among the rows. @param k how many of the nearest are told */
export function measureNearness(
  target: ArrayLike<number>,
  k: number,
  { z, n, d, leftOut, spacing }: SpacedRows,
): Nearness {
  const found = nearestTo(z, n, d, target, Math.max(k, MOST_LOOKED_AT), leftOut);
  const looked = Math.min(MOST_LOOKED_AT, found.rows.length);
  const nearest = Array.from(found.rows.subarray(0, k), (row, i) => ({ row, distance: found.distances[i]! }));
  const oneSided = oneSidedness(
    target,
    { rows: found.rows.subarray(0, looked), distances: found.distances },
    z,
  );
  return { nearest, ...spacing, oneSided, ...middleOf(found, looked, { z, n, d, leftOut, spacing }) };
}

/**
 * Length of the mean of the unit vectors that lead from a z to the rows nearest to it; those at the same place have none.
 * @param z [n,D]
 */
export function oneSidedness(
  target: ArrayLike<number>,
  { rows, distances }: Nearest,
  z: Float32Array,
): number {
  const d = target.length;
  const pull = new Float64Array(d);
  let pulling = 0;
  for (let i = 0; i < rows.length; i++) {
    const distance = distances[i]!;
    if (!(distance > 0)) continue;
    pulling++;
    for (let j = 0; j < d; j++) pull[j]! += (z[rows[i]! * d + j]! - target[j]!) / distance;
  }
  return pulling > 0 ? Math.hypot(...pull) / pulling : 0;
}

/** The middle of the images around a place; where that lies in a gap between them, the nearest of them. */
function middleOf(
  found: Nearest,
  looked: number,
  { z, n, d, leftOut, spacing: { far } }: SpacedRows,
): Pick<Nearness, 'centre' | 'reach'> {
  const centre = centreOf(found, looked, z, d);
  const [own = Infinity] = nearestTo(z, n, d, centre, 1, leftOut).distances;
  if (own <= far) return { centre, reach: WITHIN * (far - own) };
  const row = found.rows[0] ?? 0;
  return { centre: Array.from(z.subarray(row * d, (row + 1) * d)), reach: WITHIN * far };
}

/** Weights fall with the distance beyond the nearest, in units of its mean. */
function centreOf({ rows, distances }: Nearest, count: number, z: Float32Array, d: number): number[] {
  const nearest = distances[0] ?? 0;
  let mean = 0;
  for (let i = 0; i < count; i++) mean += (distances[i]! - nearest) / count;
  const centre = new Array<number>(d).fill(0);
  let total = 0;
  for (let i = 0; i < count; i++) {
    const weight = mean > 0 ? Math.exp(-(distances[i]! - nearest) / mean) : 1;
    total += weight;
    for (let j = 0; j < d; j++) centre[j]! += weight * z[rows[i]! * d + j]!;
  }
  return centre.map((sum) => sum / (total || 1));
}
