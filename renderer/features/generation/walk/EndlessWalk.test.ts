import { expect, test } from 'vitest';
import { EndlessWalk } from './EndlessWalk.ts';
import { END_MS, paceAt } from './pace.ts';

const distance = (a: Float32Array, b: Float32Array) => Math.hypot(...a.map((value, i) => value - b[i]!));
const POINTS = [
  [0, 0, 0],
  [4, 1, 0],
  [4, 5, 2],
  [-3, 5, 1],
  [-2, -6, 0],
  [1, 0, 3],
].map((point) => Float32Array.from(point));

function walkThrough(): EndlessWalk {
  const walk = new EndlessWalk(POINTS[0]!);
  POINTS.slice(1).forEach((point) => walk.add(point));
  return walk;
}

test('it starts where it starts and comes by every point but the last, which it only heads for', () => {
  const walk = walkThrough();
  const nearest = POINTS.map(() => Infinity);
  const z = new Float32Array(3);
  walk.advance(0, z);
  expect([...z]).toEqual([0, 0, 0]);
  while (walk.ahead > 1e-6) {
    POINTS.forEach((point, i) => (nearest[i] = Math.min(nearest[i]!, distance(point, z))));
    walk.advance(0.01, z);
  }
  nearest.slice(0, -1).forEach((value) => expect(value).toBeLessThan(0.02));
  expect(distance(z, POINTS.at(-2)!)).toBeLessThan(0.02);
});

test('steps of one length are equally long in z, and the way has no kink', () => {
  const walk = walkThrough();
  const step = walk.ahead / 500;
  const places = Array.from({ length: 500 }, () => {
    const z = new Float32Array(3);
    walk.advance(step, z);
    return z;
  });
  for (let i = 1; i < 500; i++) {
    const length = distance(places[i]!, places[i - 1]!);
    // A chord is a little shorter than its arc.
    expect(length / step).toBeGreaterThan(0.93);
    expect(length / step).toBeLessThan(1.02);
  }
  for (let i = 2; i < 500; i++) {
    const [a, b, c] = places.slice(i - 2, i + 1) as [Float32Array, Float32Array, Float32Array];
    const dot = b.reduce((sum, value, d) => sum + (value - a[d]!) * (c[d]! - value), 0);
    expect(dot / (distance(a, b) * distance(b, c))).toBeGreaterThan(0.8);
  }
});

test('what is added while it walks goes on from where it was', () => {
  const walk = new EndlessWalk(POINTS[0]!);
  const z = Float32Array.of(9, 9, 9);
  walk.advance(1, z);
  expect([...z]).toEqual([0, 0, 0]);
  let before = Float32Array.from(z);
  for (let round = 0, added = 0; round < 40; round++) {
    for (; walk.ahead < 2; added++)
      walk.add(Float32Array.of(Math.sin(added * 7), Math.cos(added * 3), added % 5));
    walk.advance(0.5, z);
    expect(distance(z, before)).toBeLessThan(0.52);
    before = Float32Array.from(z);
  }
});

test('the pace gathers way, holds, and comes to rest', () => {
  expect(paceAt(0, null)).toBe(0);
  expect(paceAt(600, null)).toBeCloseTo(0.5);
  expect(paceAt(60_000, null)).toBe(1);
  expect(paceAt(60_000, END_MS / 2)).toBeCloseTo(0.5);
  expect(paceAt(60_000, END_MS)).toBe(0);
  expect(paceAt(20, null)).toBeLessThan(0.01);
});
