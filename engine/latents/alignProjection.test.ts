import { expect, test } from 'vitest';
import { projectRows, type AffineView } from '../../protocol/projection.ts';
import { Random } from '../random/Random.ts';
import { baseFacts } from './projection.ts';
import { alignProjection, mirrorAxes, procrustes } from './alignProjection.ts';

const N = 200;
const D = 5;
const random = new Random(7, 1);
const latents = Float32Array.from(
  { length: N * D },
  (_, at) => (random.uint32() / 2 ** 32 - 0.5) * (1 + (at % D)),
);
const unit = (d: number) => Array.from({ length: D }, (_, j) => (j === d ? 1 : 0));
const view = (axes: number[][]): AffineView => ({
  version: 1,
  ...baseFacts('pca', 5),
  mean: new Array<number>(D).fill(0.1),
  axes,
  axisNames: ['PC 1', 'PC 2', 'PC 3'],
  explainedVariance: [0.5, 0.3, 0.1],
});
const negative = (axis: number[]) => axis.map((value) => -value);
const largestMove = (a: Float32Array, b: Float32Array) =>
  a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0);

test('axes in another order and mirrored put the points back where they were', () => {
  const before = projectRows(view([unit(4), unit(3), unit(2)]), latents, N);
  const turned = view([negative(unit(3)), unit(2), negative(unit(4))]);
  const after = projectRows(turned, latents, N);
  expect(largestMove(before, after)).toBeGreaterThan(1);
  const aligned = alignProjection(turned, before, after);
  expect(largestMove(before, projectRows(aligned, latents, N))).toBeLessThan(1e-5);
  expect(aligned.isTurned).toBe(true);
  // What an axis shows goes with it.
  expect(aligned.explainedVariance.map((share) => Number(share.toFixed(6)))).toEqual([0.1, 0.5, 0.3]);
});

test('a view turned by an angle within its space is turned back, its axes orthonormal', () => {
  const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
  const before = projectRows(view([unit(4), unit(3), unit(2)]), latents, N);
  const turned = view([
    unit(4).map((v, d) => c * v + s * unit(3)[d]!),
    unit(3).map((v, d) => c * v - s * unit(4)[d]!),
    unit(2),
  ]);
  const aligned = alignProjection(turned, before, projectRows(turned, latents, N));
  expect(largestMove(before, projectRows(aligned, latents, N))).toBeLessThan(1e-5);
  for (const [i, a] of aligned.axes.entries()) {
    for (const [j, b] of aligned.axes.entries()) {
      expect(a.reduce((sum, value, d) => sum + value * b[d]!, 0)).toBeCloseTo(i === j ? 1 : 0, 10);
    }
  }
});

test.each([
  ['in one place', new Float32Array(30)],
  ['on a line', Float32Array.from({ length: 30 }, (_, at) => (at % 3 === 0 ? at : 0))],
  ['in a plane', Float32Array.from({ length: 30 }, (_, at) => (at % 3 === 2 ? 0 : (at * 7) % 5))],
])('points that lie %s are turned by an orthogonal matrix all the same', (_, points) => {
  const turn = procrustes(points, points);
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      let sum = 0;
      for (let k = 0; k < 3; k++) sum += turn[3 * i + k]! * turn[3 * j + k]!;
      expect(sum).toBeCloseTo(i === j ? 1 : 0, 9);
    }
  }
});

test('mirrored axes are mirrored back, others stay', () => {
  const before = projectRows(view([unit(4), unit(3), unit(2)]), latents, N);
  const mirrored = view([unit(4), negative(unit(3)), unit(2)]);
  const back = mirrorAxes(mirrored, before, projectRows(mirrored, latents, N));
  expect(largestMove(before, projectRows(back, latents, N))).toBeLessThan(1e-6);
});
