import { expect, test } from 'vitest';
import { CameraFraming } from './CameraFraming.ts';
import { naturalCardSize } from './cardSize.ts';
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
  framing.reset(8);
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

test('of few points in two dimensions the axes are framed to their ends, beside what covers the scene', () => {
  const view = new OrbitCamera();
  view.setSize(1280, 800);
  const bounds = new CloudBounds();
  const framing = new CameraFraming(view, bounds);
  framing.reducedMotion = true;
  const insets = { left: 312, right: 312, top: 0, bottom: 74 };
  framing.setInsets(insets);
  bounds.add(Float32Array.of(-4.2, 0.5, 0, 2.1, 2.2, 0, 2.2, -1.9, 0));
  view.setSceneSphere(bounds.centre(), bounds.radius());
  framing.pointsAdded();
  // From -5 to 3 and from -2 to 3.
  const [lowest, highest] = [
    { x: 0, y: 0 },
    { x: 0, y: 0 },
  ];
  view.worldToScreen(-5, -2, 0, lowest);
  view.worldToScreen(3, 3, 0, highest);
  expect(lowest.x).toBeGreaterThan(insets.left + 30);
  expect(lowest.y).toBeLessThan(800 - insets.bottom - 30);
  expect(highest.x).toBeLessThan(1280 - insets.right - 30);
  expect(highest.y).toBeGreaterThan(insets.top + 30);
});

test('the cards of a few points are framed whole; of many to come the first few are framed as those will be', () => {
  const topOf = (expectedTotal: number) => {
    const { view, framing, measure } = setUp(1);
    framing.reset(expectedTotal);
    measure(cube(1));
    framing.pointsAdded();
    const tops = [-1, 1].flatMap((x) =>
      [-1, 1].map((z) => {
        const at = { x: 0, y: 0 };
        const depth = view.worldToScreen(x, 1, z, at);
        return at.y - (0.5 * naturalCardSize(8, Math.sqrt(3)) * view.focalPx) / depth;
      }),
    );
    return { highest: Math.min(...tops), distance: view.distance };
  };
  const few = topOf(8);
  expect(few.highest).toBeGreaterThan(0);
  const many = topOf(20_000);
  expect(many.distance).toBeLessThan(few.distance);
});
