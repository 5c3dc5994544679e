type Vector = readonly [number, number, number];

/** The camera as dragging needs it, all in projection units; right, up and back are its unit axes. */
export interface DragView {
  eye: Vector;
  right: Vector;
  up: Vector;
  back: Vector;
  /** Pixels per projection unit at depth 1. */
  focalPx: number;
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function depthOf(view: DragView, point: Vector): number {
  return -dot(view.back, [point[0] - view.eye[0], point[1] - view.eye[1], point[2] - view.eye[2]]);
}

/**
 * How far a point has moved that stays under the hand in the plane of the screen through where it started.
 * @param dxPx hand's way since the press, CSS pixels to the right; dyPx downwards
 */
export function screenPlaneDelta(
  view: DragView,
  start: Vector,
  dxPx: number,
  dyPx: number,
  out: [number, number, number],
): [number, number, number] {
  const unitsPerPx = depthOf(view, start) / view.focalPx;
  for (let k = 0; k < 3; k++) {
    out[k] = ((view.right[k] as number) * dxPx - (view.up[k] as number) * dyPx) * unitsPerPx;
  }
  return out;
}

/** An axis that points this nearly at the eye (sine of the angle) cannot be followed by a hand. */
const SINE_LEAST = 0.02;

/**
 * How far a point has moved along data axis 0, 1 or 2: to where that line passes nearest to the ray through the hand.
 * Never farther than twice the distance to the eye, where the line's end on screen (its vanishing point) is near.
 */
export function axisDelta(
  view: DragView,
  start: Vector,
  axis: 0 | 1 | 2,
  dxPx: number,
  dyPx: number,
  out: [number, number, number],
): [number, number, number] {
  out[0] = out[1] = out[2] = 0;
  const depth = depthOf(view, start);
  const toStart: Vector = [start[0] - view.eye[0], start[1] - view.eye[1], start[2] - view.eye[2]];
  // The ray goes through the start's place on screen, moved as far as the hand: a press off centre does not jump.
  const moved = screenPlaneDelta(view, start, dxPx, dyPx, [0, 0, 0]);
  const ray: Vector = [toStart[0] + moved[0], toStart[1] + moved[1], toStart[2] + moved[2]];
  const rayRay = dot(ray, ray);
  const along = ray[axis];
  const across = rayRay - along * along;
  const startDistance = Math.sqrt(dot(toStart, toStart));
  const startSine = Math.sqrt(1 - Math.min(1, (toStart[axis] / startDistance) ** 2));
  if (depth <= 0 || startSine < SINE_LEAST || across < SINE_LEAST ** 2 * rayRay) return out;
  // Nearest points of start + t·axis and eye + s·ray: t = ((ray·axis)(ray·w) − (ray·ray)(axis·w)) / across, w = start − eye.
  const t = (along * dot(ray, toStart) - rayRay * toStart[axis]) / across;
  const limit = 2 * startDistance;
  out[axis] = Math.min(limit, Math.max(-limit, t));
  return out;
}
