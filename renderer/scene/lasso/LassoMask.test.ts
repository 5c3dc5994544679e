import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../protocol/testing/seededRandom.ts';
import { LassoMask } from './LassoMask.ts';

/** Winding number of a closed path around a place (Sunday, "Inclusion of a point in a polygon"). */
function winding(points: Float32Array, x: number, y: number): number {
  const n = points.length / 2;
  let turns = 0;
  for (let k = 0; k < n; k++) {
    const [ax = 0, ay = 0] = points.subarray(k * 2, k * 2 + 2);
    const next = ((k + 1) % n) * 2;
    const [bx = 0, by = 0] = points.subarray(next, next + 2);
    const side = (bx - ax) * (y - ay) - (x - ax) * (by - ay);
    if (ay <= y && by > y && side > 0) turns++;
    if (ay > y && by <= y && side < 0) turns--;
  }
  return turns;
}

function distanceToOutline(points: Float32Array, x: number, y: number): number {
  const n = points.length / 2;
  let least = Infinity;
  for (let k = 0; k < n; k++) {
    const [ax = 0, ay = 0] = points.subarray(k * 2, k * 2 + 2);
    const next = ((k + 1) % n) * 2;
    const [bx = 0, by = 0] = points.subarray(next, next + 2);
    const square = (bx - ax) ** 2 + (by - ay) ** 2;
    const along = square > 0 ? ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / square : 0;
    const t = Math.min(1, Math.max(0, along));
    least = Math.min(least, Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)));
  }
  return least;
}

/** Places within a cell of the outline may be on either side; all others are compared. */
function compare(
  mask: LassoMask,
  points: Float32Array,
  width: number,
  height: number,
  cellPx: number,
): number {
  const random = seededRandom(8);
  let inside = 0;
  for (let k = 0; k < 3000; k++) {
    const x = random() * width;
    const y = random() * height;
    if (distanceToOutline(points, x, y) < cellPx) continue;
    const isInside = winding(points, x, y) !== 0;
    if (mask.has(x, y) !== isInside) throw new Error(`${x}, ${y}: expected ${isInside}`);
    if (isInside) inside++;
  }
  return inside;
}

describe('LassoMask', () => {
  it('has what a path goes around, whichever way', () => {
    const mask = new LassoMask();
    const square = new Float32Array([100, 100, 300, 100, 300, 260, 100, 260]);
    const reversed = new Float32Array([100, 260, 300, 260, 300, 100, 100, 100]);
    for (const path of [square, reversed]) {
      mask.fill(path, 800, 600);
      expect([mask.has(200, 200), mask.has(101, 101), mask.has(299, 259)]).toEqual([true, true, true]);
      expect([mask.has(99, 200), mask.has(301, 200), mask.has(200, 99), mask.has(200, 262)]).toEqual([
        false,
        false,
        false,
        false,
      ]);
    }
  });

  for (const seed of [1, 2, 3, 4, 5]) {
    it(`agrees with the winding number for any path, crossing itself and leaving the canvas (${seed})`, () => {
      const random = seededRandom(seed);
      const path = Float32Array.from({ length: 2 * (5 + seed * 6) }, (_, k) =>
        k % 2 === 0 ? 1100 * random() - 150 : 900 * random() - 150,
      );
      const mask = new LassoMask();
      mask.fill(path, 800, 600);
      expect(compare(mask, path, 800, 600, 1)).toBeGreaterThan(200);
    });
  }

  it('counts what a path goes around twice as inside', () => {
    const path = Float32Array.from({ length: 400 }, (_, k) => {
      const angle = ((k >> 1) / 200) * 4 * Math.PI;
      return k % 2 === 0 ? 400 + 150 * Math.cos(angle) : 300 + 150 * Math.sin(angle);
    });
    const mask = new LassoMask();
    mask.fill(path, 800, 600);
    expect(mask.has(400, 300)).toBe(true);
  });

  it('is coarser on a very large canvas, and right beyond a cell', () => {
    const path = new Float32Array([100, 80, 7000, 300, 6500, 4000, 300, 3900]);
    const mask = new LassoMask();
    mask.fill(path, 7680, 4320);
    expect(compare(mask, path, 7680, 4320, 5)).toBeGreaterThan(1000);
  });

  it('forgets the path before, and has nothing for one without an inside', () => {
    const mask = new LassoMask();
    mask.fill(new Float32Array([0, 0, 700, 0, 700, 500, 0, 500]), 800, 600);
    mask.fill(new Float32Array([200, 200, 260, 200, 260, 260]), 800, 600);
    expect([mask.has(250, 210), mask.has(100, 100), mask.has(205, 255)]).toEqual([true, false, false]);
    mask.fill(new Float32Array([10, 10, 60, 10]), 800, 600);
    expect(mask.has(30, 10)).toBe(false);
    mask.fill(new Float32Array(0), 800, 600);
    expect(mask.has(30, 10)).toBe(false);
  });
});
