import { expect, test } from 'vitest';
import { sideBySide } from './loadBlock.ts';
import { latentAt, planeThrough } from './plane.ts';
import { blocksIn, blockSide, levelAt, nearestPlace, placeAt, placesOf, zoomedAt } from './tiles.ts';

const WINDOW = { width: 1000, height: 600 };
const GRID = { side: 4, aspect: 1 };

test('images are as large as asked for, and no more than twice that', () => {
  for (const zoom of [17, 48, 95, 96, 3000]) {
    const px = zoom * 2 ** -levelAt(zoom, 48);
    expect(px).toBeGreaterThanOrEqual(48);
    expect(px).toBeLessThan(96);
  }
});

test('blocks cover the window, each of them is seen, and the middle comes first', () => {
  for (const view of [
    { u: 0, v: 0, zoom: 60 },
    { u: 3.7, v: -2.2, zoom: 333 },
  ]) {
    const level = levelAt(view.zoom, 48);
    const blocks = blocksIn(view, WINDOW, level, GRID);
    const keys = new Set(blocks.map(({ x, y }) => `${x} ${y}`));
    const half = 2 ** -level / 2;
    // Every pixel shows an image of one of the blocks.
    const shown = new Set<string>();
    for (let px = 0; px <= WINDOW.width; px += 20) {
      for (let py = 0; py <= WINDOW.height; py += 20) {
        const [u, v] = placeAt(view, WINDOW, 1, px, py);
        const [cu, cv] = nearestPlace(u, v, level);
        expect(Math.abs(cu - u)).toBeLessThanOrEqual(half + 1e-9);
        const key = `${Math.floor(cu / (half * 2) / 4)} ${Math.floor(-cv / (half * 2) / 4)}`;
        expect(keys).toContain(key);
        shown.add(key);
      }
    }
    expect(shown.size).toBe(keys.size);
    const [nearest] = blocks;
    const places = placesOf(nearest!, 4);
    expect(Math.min(...places.map(([u, v]) => Math.hypot(u - view.u, v - view.v)))).toBeLessThan(2 * half);
  }
});

test('the image in the middle is at every level that of the centre', () => {
  for (const level of [-3, 0, 1, 7]) {
    expect(placesOf({ level, x: 0, y: 0 }, 8)[0]).toEqual([0, 0]);
    expect(placesOf({ level, x: -1, y: 0 }, 8)[7]![0]).toBe(-(2 ** -level));
    expect(placesOf({ level, x: 0, y: -1 }, 8)[56]![1]).toBe(2 ** -level);
  }
  expect([blockSide({ width: 28, height: 28 }), blockSide({ width: 512, height: 512 })]).toEqual([8, 1]);
});

test('zooming keeps what lies under the pointer, and stops at its bounds', () => {
  const view = { u: 1, v: 2, zoom: 100 };
  const before = placeAt(view, WINDOW, 1.5, 730, 80);
  const zoomed = zoomedAt(view, WINDOW, 1.5, 2.5, 730, 80);
  expect(zoomed.zoom).toBe(250);
  placeAt(zoomed, WINDOW, 1.5, 730, 80).forEach((value, i) => expect(value).toBeCloseTo(before[i]!, 9));
  expect(zoomedAt(view, WINDOW, 1, 1e9, 0, 0).zoom).toBe(2 ** 17);
});

test('a plane through three points goes through them', () => {
  const points = [
    [1, 0, 2, 0],
    [0, 3, 1, -1],
    [2, 2, 2, 5],
  ].map((z) => Float32Array.from(z)) as [Float32Array, Float32Array, Float32Array];
  const plane = planeThrough(...points)!;
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  expect(dot(plane.across, plane.up)).toBeCloseTo(0, 5);
  for (const point of points) {
    const offset = point.map((value, i) => value - plane.centre[i]!);
    const u = dot(offset, plane.across) / dot(plane.across, plane.across);
    const v = dot(offset, plane.up) / dot(plane.up, plane.up);
    const z = new Float32Array(4);
    latentAt(plane, u, v, z);
    z.forEach((value, i) => expect(value).toBeCloseTo(point[i]!, 5));
    expect(Math.hypot(u, v)).toBeLessThanOrEqual(1.5 + 1e-5);
  }
  expect(planeThrough(points[0], points[0], points[1])).toBeNull();
  const between = points[0].map((value, i) => (value + points[1][i]!) / 2);
  expect(planeThrough(points[0], points[1], between)).toBeNull();
});

test('images of a block lie side by side, each whole', () => {
  // Four images of 2 × 3 pixels, each of one value.
  const rgba = Uint8ClampedArray.from({ length: 4 * 6 * 4 }, (_, at) => Math.floor(at / 24) + 1);
  const whole = sideBySide(rgba, 2, 2, 3);
  for (let y = 0; y < 6; y++) {
    for (let x = 0; x < 4; x++) {
      expect(whole[(y * 4 + x) * 4]).toBe(1 + Math.floor(y / 3) * 2 + Math.floor(x / 2));
    }
  }
});
