import { expect, test } from 'vitest';
import { CameraFraming } from './CameraFraming.ts';
import { CloudBounds } from './CloudBounds.ts';
import { OrbitCamera } from './OrbitCamera.ts';

/** Corners of a cube about a place, as [8,3] positions. */
function cube(halfSide: number, middle = 0): Float32Array {
  const corners = Array.from({ length: 8 }, (_, corner) =>
    [1, 2, 4].map((bit) => middle + (corner & bit ? halfSide : -halfSide)),
  );
  return Float32Array.from(corners.flat());
}

/** A camera that frames the corners of a cube, and what moves them. */
function setUp(halfSide: number) {
  const view = new OrbitCamera();
  view.setSize(1280, 800);
  const bounds = new CloudBounds();
  const framing = new CameraFraming(view, bounds);
  framing.reducedMotion = true;
  const measure = (positions: Float32Array) => {
    bounds.reset();
    bounds.add(positions);
    view.setSceneSphere(bounds.centre(), bounds.radius());
  };
  measure(cube(halfSide));
  framing.pointsAdded();
  const moveTo = (next: number) => {
    const [centre, radius] = [bounds.centre(), bounds.radius()];
    measure(cube(next));
    return framing.pointsMoved(centre, radius);
  };
  return { view, framing, measure, moveTo };
}

test('points that shrink together are framed again, though they lie inside of what was framed', () => {
  const { view, moveTo } = setUp(1);
  const { distance } = view;
  expect(moveTo(0.1)).toBe(true);
  expect(view.distance).toBeCloseTo(distance / 10, 6);
  expect(moveTo(0.099)).toBe(false);
});

test('a smaller collection after a larger one is framed', () => {
  const { view, framing, measure } = setUp(1);
  const { distance } = view;
  framing.reset();
  measure(cube(0.1));
  expect(framing.pointsAdded()).toBe(true);
  expect(view.distance).toBeCloseTo(distance / 10, 6);
});

test('a view that a hand chose comes back with its points', () => {
  const { view, framing, moveTo } = setUp(1);
  view.zoomAt(300, 200, 3, 4);
  framing.release();
  const chosen = view.viewState();
  moveTo(10);
  expect(view.distance).toBeGreaterThan(10);
  framing.goBackWithPoints(chosen);
  expect(moveTo(1)).toBe(true);
  view.viewState().position.forEach((at, k) => expect(at).toBeCloseTo(chosen.position[k]!, 6));
  // It stays chosen: a little more of the points leaves it.
  expect(moveTo(1.1)).toBe(false);
});

test('points that were framed are framed again when they come back, wherever a hand steered meanwhile', () => {
  const { view, framing, moveTo } = setUp(1);
  const { distance } = view;
  moveTo(1.2);
  view.zoomAt(640, 400, view.distance, 0.1);
  framing.release();
  framing.goBackWithPoints(null);
  expect(moveTo(1)).toBe(true);
  expect(view.distance).toBeCloseTo(distance, 6);
});
