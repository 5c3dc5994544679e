/** Curves between latent vectors. All write into `out` and allocate nothing, since they run at display rate. */

/** [D] numbers. */
type Vector = ArrayLike<number>;
export type VectorOut = Float32Array | Float64Array;

/** Below this the sine of the angle says nothing: the two point the same way, or opposite ways. */
const LEAST_SINE = 1e-6;

/** out = (1 − u) a + u b */
export function lerp(a: Vector, b: Vector, u: number, out: VectorOut): void {
  for (let d = 0; d < out.length; d++) out[d] = (1 - u) * a[d]! + u * b[d]!;
}

/**
 * Spherical interpolation with lengths interpolated: with Ω the angle between a and b,
 * out = ((1 − u)|a| + u|b|) · (sin((1 − u)Ω) a/|a| + sin(uΩ) b/|b|) / sin Ω (Shoemake 1985, on the unit sphere). A straight
 * line where that is not defined: for a vector of length 0, and for two that point the same way or opposite ways.
 */
export function slerp(a: Vector, b: Vector, u: number, out: VectorOut): void {
  let aa = 0;
  let bb = 0;
  let ab = 0;
  for (let d = 0; d < out.length; d++) {
    aa += a[d]! * a[d]!;
    bb += b[d]! * b[d]!;
    ab += a[d]! * b[d]!;
  }
  const lengthA = Math.sqrt(aa);
  const lengthB = Math.sqrt(bb);
  const cosine = Math.min(1, Math.max(-1, ab / (lengthA * lengthB)));
  const angleRad = Math.acos(cosine);
  const sine = Math.sin(angleRad);
  // Also for NaN, of a vector of length 0.
  if (!(sine > LEAST_SINE)) return lerp(a, b, u, out);
  const length = (1 - u) * lengthA + u * lengthB;
  const fromA = (length * Math.sin((1 - u) * angleRad)) / (sine * lengthA);
  const fromB = (length * Math.sin(u * angleRad)) / (sine * lengthB);
  for (let d = 0; d < out.length; d++) out[d] = fromA * a[d]! + fromB * b[d]!;
}

/**
 * Centripetal Catmull–Rom from b to c, which lie between a and d (Yuksel, Schaefer and Keyser 2011: no loops, no cusps): knots
 * as far apart as the square roots of the chords, evaluated by the pyramid of Barry and Goldman 1988. Where a or d is null or
 * lies on its neighbour, the chord is mirrored there, which lets the curve begin or end straight.
 */
export function catmullRom(
  a: Vector | null,
  b: Vector,
  c: Vector,
  d: Vector | null,
  u: number,
  out: VectorOut,
): void {
  const middle = Math.sqrt(distance(b, c, out.length));
  if (middle === 0) return lerp(b, c, u, out);
  const before = a === null ? 0 : Math.sqrt(distance(a, b, out.length));
  const after = d === null ? 0 : Math.sqrt(distance(c, d, out.length));
  const t0 = -(before || middle);
  const t2 = middle;
  const t3 = middle + (after || middle);
  const t = u * middle;
  for (let i = 0; i < out.length; i++) {
    const p1 = b[i]!;
    const p2 = c[i]!;
    const p0 = before === 0 ? 2 * p1 - p2 : a![i]!;
    const p3 = after === 0 ? 2 * p2 - p1 : d![i]!;
    const a1 = (-t * p0 + (t - t0) * p1) / -t0;
    const a2 = ((t2 - t) * p1 + t * p2) / t2;
    const a3 = ((t3 - t) * p2 + (t - t2) * p3) / (t3 - t2);
    const b1 = ((t2 - t) * a1 + (t - t0) * a2) / (t2 - t0);
    const b2 = ((t3 - t) * a2 + t * a3) / t3;
    out[i] = ((t2 - t) * b1 + t * b2) / t2;
  }
}

/**
 * A smooth curve through evenly spaced points: from a over each of `via` to b (uniform Catmull–Rom, straight at both ends).
 * @param u 0..1
 */
export function throughPoints(a: Vector, via: readonly Vector[], b: Vector, u: number, out: VectorOut): void {
  const spans = via.length + 1;
  const span = Math.min(spans - 1, Math.max(0, Math.floor(u * spans)));
  const s = u * spans - span;
  const p1 = span === 0 ? a : via[span - 1]!;
  const p2 = span === spans - 1 ? b : via[span]!;
  const p0 = span === 0 ? null : span === 1 ? a : via[span - 2]!;
  const p3 = span === spans - 1 ? null : span === spans - 2 ? b : via[span + 1]!;
  for (let i = 0; i < out.length; i++) {
    const y1 = p1[i]!;
    const y2 = p2[i]!;
    const y0 = p0 === null ? 2 * y1 - y2 : p0[i]!;
    const y3 = p3 === null ? 2 * y2 - y1 : p3[i]!;
    out[i] = y1 + 0.5 * s * (y2 - y0 + s * (2 * y0 - 5 * y1 + 4 * y2 - y3 + s * (3 * (y1 - y2) + y3 - y0)));
  }
}

/** ‖a − b‖ */
function distance(a: Vector, b: Vector, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += (a[i]! - b[i]!) ** 2;
  return Math.sqrt(sum);
}
