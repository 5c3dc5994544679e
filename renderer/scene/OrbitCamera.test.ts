import { Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../protocol/testing/seededRandom.ts';
import { OrbitCamera } from './OrbitCamera.ts';

function someCamera(seed: number): OrbitCamera {
  const random = seededRandom(seed);
  const camera = new OrbitCamera();
  camera.setSize(600 + 900 * random(), 400 + 600 * random());
  if (seed % 2 === 0) {
    camera.setInsets({
      left: 150 * random(),
      right: 150 * random(),
      top: 40 * random(),
      bottom: 40 * random(),
    });
  }
  camera.setSceneSphere([random(), random(), random()], 5);
  camera.place(random(), random(), random(), 6 * random(), 0.2 + 2.6 * random(), 3 + 20 * random());
  return camera;
}

const px = { x: 0, y: 0 };

describe('OrbitCamera', () => {
  it('projects to the pixels where three.js draws', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const view = someCamera(seed);
      const random = seededRandom(seed + 100);
      const place = new Vector3(random() * 4 - 2, random() * 4 - 2, random() * 4 - 2);
      const depth = view.worldToScreen(place.x, place.y, place.z, px);
      const inView = place.clone().applyMatrix4(view.camera.matrixWorldInverse);
      const ndc = place.clone().project(view.camera);
      expect(depth).toBeCloseTo(-inView.z, 8);
      expect(px.x).toBeCloseTo((ndc.x * 0.5 + 0.5) * view.widthPx, 6);
      expect(px.y).toBeCloseTo((0.5 - ndc.y * 0.5) * view.heightPx, 6);
      expect(view.depthOf(place.x, place.y, place.z)).toBeCloseTo(depth, 10);
    }
  });

  it('zooms about what is under the pointer, which stays in place', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const view = someCamera(seed);
      const place = view.target
        .clone()
        .addScaledVector(view.right, 0.7)
        .addScaledVector(view.up, -0.4)
        .addScaledVector(view.back, 0.5);
      const depth = view.worldToScreen(...place.toArray(), px);
      const { x, y } = px;
      view.zoomAt(x, y, depth, 1.7);
      const after = view.worldToScreen(...place.toArray(), px);
      expect(px.x).toBeCloseTo(x, 6);
      expect(px.y).toBeCloseTo(y, 6);
      expect(after).toBeCloseTo(depth / 1.7, 9);
    }
  });

  it('pans so that the target follows the hand', () => {
    const view = someCamera(4);
    const before = view.target.clone();
    view.panBy(130, -60);
    view.worldToScreen(...before.toArray(), px);
    expect(px.x).toBeCloseTo(view.centreX + 130, 6);
    expect(px.y).toBeCloseTo(view.centreY - 60, 6);
  });

  it('draws its target in the middle of what panels leave free, as large as elsewhere', () => {
    const view = new OrbitCamera();
    view.setSize(1280, 800);
    view.setInsets({ left: 320, right: 0, top: 0, bottom: 40 });
    view.place(1, 2, 3, 0.3, 1.1, 5);
    view.worldToScreen(1, 2, 3, px);
    expect(px.x).toBeCloseTo(800, 9);
    expect(px.y).toBeCloseTo(380, 9);
    const beside = view.target.clone().addScaledVector(view.right, 0.5);
    view.worldToScreen(...beside.toArray(), px);
    expect(px.x).toBeCloseTo(800 + (0.5 * view.focalPx) / 5, 9);
    // Panels that leave too little are not made room for.
    view.setInsets({ left: 600, right: 600, top: 0, bottom: 0 });
    view.worldToScreen(1, 2, 3, px);
    expect(px.x).toBeCloseTo(640, 9);
  });

  it('gives a view back as it was', () => {
    const view = someCamera(9);
    const kept = view.viewState();
    view.orbitBy(2, -0.4);
    view.zoomAt(10, 20, 3, 4);
    view.setView(kept);
    const back = view.viewState();
    for (let k = 0; k < 3; k++) {
      expect(back.position[k]).toBeCloseTo(kept.position[k]!, 8);
      expect(back.target[k]).toBeCloseTo(kept.target[k]!, 8);
    }
    view.setView({ position: [NaN, 0, 0], target: [0, 0, 0] });
    view.setView({ position: [1, 1, 1], target: [1, 1, 1] });
    expect(view.viewState()).toEqual(back);
  });

  it('never reaches a pole', () => {
    const view = someCamera(3);
    view.orbitBy(0, 50);
    expect(view.polar).toBeLessThan(Math.PI);
    view.orbitBy(0, -50);
    expect(view.polar).toBeGreaterThan(0);
  });

  it.each([
    [1600, 700, 0, 0],
    [500, 1200, 0, 0],
    [1280, 800, 310, 320],
    [390, 700, 0, 0],
  ])(
    'fits a box into a window of %i × %i px between panels of %i and %i px',
    (width, height, left, right) => {
      const view = new OrbitCamera();
      view.setSize(width, height);
      view.setInsets({ left, right, top: 0, bottom: 0 });
      view.setSceneSphere([0, 0, 0], 2);
      const [low, high] = [[-2, -1, -0.5] as const, [1, 1.5, 0.5] as const];
      for (const [azimuth, polar] of [
        [0.3, 1.1],
        [-2, 2.2],
      ] as const) {
        const margin = { x: 60, y: 50 };
        view.setPose(view.fittingPose(low, high, azimuth, polar, margin));
        const sides = { left: Infinity, right: Infinity, top: Infinity, bottom: Infinity };
        for (let corner = 0; corner < 8; corner++) {
          const at = ([0, 1, 2] as const).map((k) => (corner & (1 << k) ? high[k] : low[k]));
          view.worldToScreen(at[0]!, at[1]!, at[2]!, px);
          sides.left = Math.min(sides.left, px.x - left);
          sides.right = Math.min(sides.right, width - right - px.x);
          sides.top = Math.min(sides.top, px.y);
          sides.bottom = Math.min(sides.bottom, height - px.y);
        }
        const spareX = [sides.left, sides.right].map(
          (sidePx) => sidePx - Math.min(margin.x, (width - left - right) / 5),
        );
        const spareY = [sides.top, sides.bottom].map((sidePx) => sidePx - Math.min(margin.y, height / 5));
        expect(Math.min(...spareX, ...spareY)).toBeGreaterThan(-1e-6);
        // In one direction the box is right at the margins of both sides.
        expect(Math.min(Math.max(...spareX), Math.max(...spareY))).toBeCloseTo(0, 5);
      }
    },
  );

  it('tells how far a place lies under panels', () => {
    const view = new OrbitCamera();
    view.setSize(1000, 600);
    view.setInsets({ left: 300, right: 0, top: 0, bottom: 100 });
    const beyond = (x: number, y: number) => {
      view.beyondFree(x, y, 20, px);
      return [px.x, px.y];
    };
    expect(beyond(600, 300)).toEqual([0, 0]);
    expect(beyond(100, 590)).toEqual([-220, 110]);
    expect(beyond(1100, -5)).toEqual([120, -25]);
  });
});
