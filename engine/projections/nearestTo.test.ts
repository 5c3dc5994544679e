import { expect, test } from 'vitest';
import { Random } from '../random/Random.ts';
import { measureNearness, measureSpacing } from './measureNearness.ts';
import { nearestTo } from './nearestTo.ts';
import { scaleTo, spreadOf } from './spread.ts';
import { keepNear, nearnessKind } from '../../protocol/nearness.ts';

const random = new Random(5, 1);
const normal = (length: number) => Float32Array.from({ length }, () => random.normal());

test('the nearest are those of a full sort, without rows that do not count or hold no numbers', () => {
  const [n, d] = [500, 7];
  const points = normal(n * d);
  points[20 * d + 3] = NaN;
  const target = normal(d);
  const leftOut = new Uint8Array(n).fill(1, 100, 150);
  const distance = (row: number) =>
    Math.hypot(...Array.from(target, (value, j) => points[row * d + j]! - value));
  const expected = Array.from({ length: n }, (_, row) => row)
    .filter((row) => row !== 20 && !leftOut[row])
    .sort((a, b) => distance(a) - distance(b));
  for (const k of [1, 2, 9, 128]) {
    const found = nearestTo(points, n, d, target, k, leftOut);
    expect([...found.rows]).toEqual(expected.slice(0, k));
    found.distances.forEach((value, i) => expect(value).toBeCloseTo(distance(expected[i]!), 6));
  }
});

test('of rows equally far the first are taken, in order', () => {
  const points = Float32Array.from({ length: 60 }, (_, row) => [2, 1, 2, 3, 1][row % 5]!);
  const expected = Array.from(points.keys()).sort((a, b) => points[a]! - points[b]! || a - b);
  for (const k of [1, 7, 30, 41]) {
    expect([...nearestTo(points, 60, 1, [0], k).rows]).toEqual(expected.slice(0, k));
  }
});

test('more than there are gives all there are', () => {
  const found = nearestTo(Float32Array.of(3, 1, 2), 3, 1, [0], 10);
  expect([...found.rows]).toEqual([1, 2, 0]);
  expect(nearestTo(new Float32Array(0), 0, 3, [0, 0, 0], 4).rows).toHaveLength(0);
});

/** Two balls of images around (0, …) and (20, 0, …). */
async function twoBalls() {
  const [n, d] = [400, 5];
  const z = normal(n * d);
  for (let row = 0; row < n; row += 2) z[row * d]! += 20;
  const leftOut = new Uint8Array(n);
  const spacing = await measureSpacing(z, n, d, leftOut);
  return { z, n, d, leftOut, spacing };
}

test('a z is among the images, between them or beyond all of them', async () => {
  const data = await twoBalls();
  const kindAt = (x: number, y = 0) => nearnessKind(measureNearness([x, y, 0, 0, 0], 3, data));
  expect(kindAt(0)).toBe('among');
  expect(kindAt(20)).toBe('among');
  expect(kindAt(-30)).toBe('beyond');
  expect(kindAt(20, 40)).toBe('beyond');
  // In the middle half of the nearest are on either side.
  expect(kindAt(10)).toBe('between');
  const own = measureNearness(data.z.subarray(0, 5), 1, data);
  expect(own.nearest).toEqual([{ row: 0, distance: 0 }]);
});

test('spacing is of the nearest other image, and duplicates count', async () => {
  const z = Float32Array.from({ length: 50 }, (_, row) => 2 * row);
  expect(await measureSpacing(z, 50, 1, new Uint8Array(50))).toEqual({ typical: 2, far: 2 });
  expect(await measureSpacing(new Float32Array(50), 50, 1, new Uint8Array(50))).toEqual({
    typical: 0,
    far: 0,
  });
  expect(await measureSpacing(z, 50, 1, new Uint8Array(50).fill(1))).toEqual({ typical: 0, far: 0 });
});

test('what is kept near the data has an image as near as images have theirs', async () => {
  const data = await twoBalls();
  const kept = new Float32Array(5);
  for (const z of [
    [0.1, 0, 0.1, 0, 0],
    [0, 60, 0, 0, 0],
    [10, 3, 0, 0, -7],
    [-40, 0, 0, 5, 0],
  ]) {
    keepNear(Float32Array.from(z), measureNearness(z, 1, data), kept);
    const after = measureNearness(kept, 1, data);
    expect(after.nearest[0]!.distance).toBeLessThanOrEqual(data.spacing.far * 1.0001);
    expect(nearnessKind(after)).toBe('among');
  }
  // The middle itself stays.
  const { centre, reach } = measureNearness([0, 0, 0, 0, 0], 1, data);
  expect(reach).toBeGreaterThan(0);
  keepNear(Float32Array.from(centre), { centre, reach }, kept);
  kept.forEach((value, j) => expect(value).toBeCloseTo(centre[j]!, 5));
});

test('points are spread as far as is asked, around the origin, in their shape', () => {
  const points = normal(60).map((value) => value * 3 + 7);
  const scaled = scaleTo(2.5, points, 20, 3);
  expect(spreadOf(scaled, 20, 3)).toBeCloseTo(2.5, 5);
  const ratio = spreadOf(points, 20, 3) / 2.5;
  expect((points[3]! - points[0]!) / (scaled[3]! - scaled[0]!)).toBeCloseTo(ratio, 4);
  expect([...scaleTo(2, new Float32Array(6).fill(4), 2, 3)]).toEqual([0, 0, 0, 0, 0, 0]);
});
