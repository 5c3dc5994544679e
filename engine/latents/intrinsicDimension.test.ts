import { expect, test } from 'vitest';
import { Random } from '../random/Random.ts';
import { dimensionOfRatios, intrinsicDimension } from './intrinsicDimension.ts';

/** [n,n] */
function gramOf(points: readonly (readonly number[])[]): Float64Array {
  return Float64Array.from({ length: points.length ** 2 }, (_, at) => {
    const [a, b] = [points[Math.floor(at / points.length)]!, points[at % points.length]!];
    return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  });
}
const dimensionOf = (points: readonly (readonly number[])[]) =>
  intrinsicDimension(gramOf(points), points.length)!;

/** Points of a cube of d dimensions, laid into n dimensions by a random linear map. */
function cube(count: number, d: number, n: number): number[][] {
  const random = new Random(d, n);
  const map = Array.from({ length: d }, () => Array.from({ length: n }, () => random.normal()));
  return Array.from({ length: count }, () => {
    const inside = Array.from({ length: d }, () => random.uniform());
    return Array.from({ length: n }, (_, j) => inside.reduce((sum, x, i) => sum + x * map[i]![j]!, 0));
  });
}

test('a sheet rolled up in space has 2 dimensions', () => {
  const random = new Random(3);
  const roll = Array.from({ length: 800 }, () => {
    const angle = 1.5 * Math.PI * (1 + 2 * random.uniform());
    return [angle * Math.cos(angle), 21 * random.uniform(), angle * Math.sin(angle)];
  });
  expect(dimensionOf(roll)).toBeGreaterThan(1.8);
  expect(dimensionOf(roll)).toBeLessThan(2.2);
});

test.each([
  [2, 50],
  [5, 50],
  [8, 200],
])('a cube of %i dimensions in %i', (d, n) => {
  const found = dimensionOf(cube(600, d, n));
  expect(found).toBeGreaterThan((d > 5 ? 0.75 : 0.85) * d);
  expect(found).toBeLessThan(1.15 * d);
});

test('ratios that are distributed exactly so give their dimension', () => {
  // F(μ) = 1 − μ^−d at the ranks i / n: the line goes through every point.
  const ratios = (d: number) => Array.from({ length: 199 }, (_, i) => (1 - (i + 1) / 200) ** (-1 / d));
  // With n points the rank of the i-th is i / n, not i / (n + 1).
  for (const d of [0.5, 3, 17]) expect(dimensionOfRatios(ratios(d))! / d).toBeCloseTo(1, 1);
});

test('60 points of a cube as plain loops in another language have it', () => {
  // Python: a linear congruential generator, math.dist, sorted, and the least squares of the paper's figure 1.
  let state = 7;
  const next = () => (state = (1664525 * state + 1013904223) % 2 ** 32) / 2 ** 32;
  const points = Array.from({ length: 60 }, () => [next(), next(), next()]);
  expect(dimensionOf(points)).toBeCloseTo(2.806956857554883, 6);
});

test('points that lie on each other are left out, and too few say nothing', () => {
  const points = cube(300, 2, 5);
  const twice = dimensionOf([...points, ...points]);
  expect(twice).toBeCloseTo(dimensionOf(points), 10);
  const same = Array.from({ length: 50 }, () => [1, 2, 3]);
  expect(intrinsicDimension(gramOf(same), 50)).toBeNull();
  expect(intrinsicDimension(gramOf(points.slice(0, 9)), 9)).toBeNull();
});
