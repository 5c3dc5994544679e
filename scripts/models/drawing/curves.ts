/** Curves as polylines. A point is [x, y] in whatever units the caller draws in; y grows downwards. */
export type Point = readonly [x: number, y: number];
export type Polyline = readonly Point[];

/**
 * A smooth curve through the given points: centripetal Catmull-Rom (Yuksel et al. 2011), which makes neither cusps nor
 * loops of its own between uneven points.
 * @param closed joins the last point to the first
 * @param perSpan line segments between two points
 */
export function smoothThrough(points: Polyline, closed = false, perSpan = 8): Point[] {
  const count = points.length;
  const at = (index: number): Point => {
    if (closed) return points[(index + count) % count] as Point;
    if (index >= 0 && index < count) return points[index] as Point;
    // Beyond an open end: the neighbour mirrored at the end point, so that the curve leaves it straight.
    const [end, next] = index < 0 ? [points[0], points[1]] : [points[count - 1], points[count - 2]];
    return [2 * (end as Point)[0] - (next as Point)[0], 2 * (end as Point)[1] - (next as Point)[1]];
  };
  const curve: Point[] = [];
  const spans = closed ? count : count - 1;
  for (let span = 0; span < spans; span++) {
    const [p0, p1, p2, p3] = [at(span - 1), at(span), at(span + 1), at(span + 2)];
    for (let i = 0; i < perSpan; i++) curve.push(onSpan(p0, p1, p2, p3, i / perSpan));
  }
  curve.push(closed ? at(0) : at(count - 1));
  return curve;
}

/** The point at share u of the span p1..p2 (pyramid of Barry and Goldman, knots at √distance). */
function onSpan(p0: Point, p1: Point, p2: Point, p3: Point, u: number): Point {
  const knot = (a: Point, b: Point): number => Math.sqrt(Math.hypot(b[0] - a[0], b[1] - a[1])) || 1e-6;
  const t1 = knot(p0, p1);
  const t2 = t1 + knot(p1, p2);
  const t3 = t2 + knot(p2, p3);
  const t = t1 + u * (t2 - t1);
  const mix = (a: Point, b: Point, ta: number, tb: number): Point => {
    const share = (t - ta) / (tb - ta);
    return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
  };
  const a1 = mix(p0, p1, 0, t1);
  const a2 = mix(p1, p2, t1, t2);
  const a3 = mix(p2, p3, t2, t3);
  return mix(mix(a1, a2, 0, t2), mix(a2, a3, t1, t3), t1, t2);
}

/** Part of an ellipse, angles in radians: 0 points right, growing turns clockwise on screen. */
export function ellipseArc(
  centre: Point,
  radius: Point,
  fromRad: number,
  toRad: number,
  segments = 32,
): Point[] {
  return Array.from({ length: segments + 1 }, (_, i) => {
    const angle = fromRad + ((toRad - fromRad) * i) / segments;
    return [centre[0] + radius[0] * Math.cos(angle), centre[1] + radius[1] * Math.sin(angle)] as const;
  });
}

/** Squared distance from (x, y) to the segment a..b, and how far along it (0..1) the nearest point lies. */
export function segmentDistance(
  x: number,
  y: number,
  a: Point,
  b: Point,
): { squared: number; along: number } {
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - a[0]) * dx + (y - a[1]) * dy) / length));
  const ex = x - a[0] - along * dx;
  const ey = y - a[1] - along * dy;
  return { squared: ex * ex + ey * ey, along };
}
