import { describe, expect, it } from 'vitest';
import { OrbitCamera } from '../scene/OrbitCamera.ts';
import { axisDelta, screenPlaneDelta, type DragView } from './dragDelta.ts';

function look(azimuthRad: number, polarRad: number, distance = 7): { camera: OrbitCamera; view: DragView } {
  const camera = new OrbitCamera();
  camera.setSize(1280, 800);
  camera.setSceneSphere([0, 0, 0], 3);
  camera.place(0.4, -0.2, 0.1, azimuthRad, polarRad, distance);
  const { right, up, back, focalPx } = camera;
  const eye = camera.camera.position.toArray();
  return { camera, view: { eye, right: right.toArray(), up: up.toArray(), back: back.toArray(), focalPx } };
}

const START = [0.9, 0.5, -1.1] as const;
const VIEWS: [number, number][] = [
  [0.6, 1.2],
  [-2.5, 0.4],
  [3.1, 2.7],
  [0, Math.PI / 2],
];

describe('screenPlaneDelta', () => {
  for (const [azimuth, polar] of VIEWS) {
    it(`keeps the point under the hand at its depth, looking from ${azimuth}, ${polar}`, () => {
      const { camera, view } = look(azimuth, polar);
      const from = { x: 0, y: 0 };
      const to = { x: 0, y: 0 };
      const depth = camera.worldToScreen(...START, from);
      for (const [dx, dy] of [
        [0, 0],
        [120, -45],
        [-300, 260],
      ] as const) {
        const delta = screenPlaneDelta(view, START, dx, dy, [0, 0, 0]);
        const depthAfter = camera.worldToScreen(
          START[0] + delta[0],
          START[1] + delta[1],
          START[2] + delta[2],
          to,
        );
        expect(to.x - from.x).toBeCloseTo(dx, 7);
        expect(to.y - from.y).toBeCloseTo(dy, 7);
        expect(depthAfter).toBeCloseTo(depth, 10);
      }
    });
  }
});

describe('axisDelta', () => {
  for (const axis of [0, 1, 2] as const) {
    it(`moves along axis ${axis} only, to the place under a hand that follows the axis on screen`, () => {
      const { camera, view } = look(0.6, 1.2);
      const from = { x: 0, y: 0 };
      const to = { x: 0, y: 0 };
      camera.worldToScreen(...START, from);
      for (const way of [-1.3, 0, 0.4, 2]) {
        const goal = [...START] as [number, number, number];
        goal[axis] += way;
        camera.worldToScreen(...goal, to);
        const delta = axisDelta(view, START, axis, to.x - from.x, to.y - from.y, [9, 9, 9]);
        expect(delta[axis]).toBeCloseTo(way, 7);
        for (const other of [0, 1, 2]) if (other !== axis) expect(delta[other]).toBe(0);
      }
    });
  }

  it('does not move along an axis that points at the eye', () => {
    const { view } = look(0, Math.PI / 2);
    const inLine = [view.eye[0], view.eye[1], 0] as const;
    expect(axisDelta(view, inLine, 2, 40, 10, [1, 1, 1])).toEqual([0, 0, 0]);
  });

  it('stays within twice the distance to the eye, wherever the hand goes', () => {
    const { view } = look(0.02, 1.5);
    for (let dx = -2000; dx <= 2000; dx += 50) {
      const delta = axisDelta(view, START, 2, dx, 0, [0, 0, 0]);
      expect(Math.abs(delta[2])).toBeLessThanOrEqual(2 * Math.hypot(8, 3));
    }
  });
});
