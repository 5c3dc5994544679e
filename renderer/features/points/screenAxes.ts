import type { LatentPosition, ViewState } from '../../scene/sceneTypes.ts';

/** Unit vectors of the screen in projection units: to its right, up, and away from the eye. */
export interface ScreenAxes {
  right: LatentPosition;
  up: LatentPosition;
  away: LatentPosition;
}

/** The screen's axes as seen from a view whose camera keeps +y up. */
export function screenAxes(view: ViewState): ScreenAxes {
  const away = normalised([
    view.target[0] - view.position[0],
    view.target[1] - view.position[1],
    view.target[2] - view.position[2],
  ]);
  // Looking straight along y, "up" on the screen is away from the viewer.
  const isVertical = Math.hypot(away[0], away[2]) < 1e-6;
  const right = isVertical ? ([1, 0, 0] as const) : normalised(cross(away, [0, 1, 0]));
  return { right, up: cross(right, away), away };
}

export function scaled(axis: LatentPosition, length: number): LatentPosition {
  return [axis[0] * length, axis[1] * length, axis[2] * length];
}

function cross(a: LatentPosition, b: LatentPosition): LatentPosition {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function normalised(v: LatentPosition): LatentPosition {
  const length = Math.hypot(...v) || 1;
  return scaled(v, 1 / length);
}
