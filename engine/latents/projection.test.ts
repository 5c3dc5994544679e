import { expect, test } from 'vitest';
import { HISTOGRAM_BINS } from '../../protocol/collection.ts';
import { projectRows, type AffineView } from '../../protocol/projection.ts';
import { fitPcaAside } from './fitPcaAside.ts';
import { latentHistograms } from './histograms.ts';
import { fitPca } from './pca.ts';
import { isRefitDue, nativeProjection, pcaProjection } from './projection.ts';
import { Random } from '../random/Random.ts';

const normalRows = (n: number, d: number, seed: number) => {
  const random = new Random(seed);
  return Float32Array.from({ length: n * d }, (_, at) => random.normal() * (1 + (at % d)));
};

/** z′ = z + axesᵀ · Δ, as the page moves a point. */
const moved = (projection: AffineView, z: Float32Array, delta: number[]) =>
  z.map((value, j) => projection.axes.reduce((sum, axis, i) => sum + axis[j]! * delta[i]!, value));

test('z of 3 dimensions is its own position', () => {
  const rows = Float32Array.from([1, 2, 3, -4, 5.5, -6]);
  const projection = nativeProjection(rows, 2, 3, ['slant', 'width', 'loop']);
  expect(projectRows(projection, rows, 2)).toEqual(rows);
  expect(projection.axisNames).toEqual(['slant', 'width', 'loop']);
});

test('z of 2 dimensions lies in a plane, and the shares of variance are of z', () => {
  const rows = Float32Array.from([0, 0, 3, 1]);
  const projection = nativeProjection(rows, 2, 2);
  expect(Array.from(projectRows(projection, rows, 2))).toEqual([0, 0, 0, 3, 1, 0]);
  expect(projection.explainedVariance).toEqual([0.9, 0.1, 0]);
  expect(projection.axisNames).toEqual(['z1', 'z2', '']);
});

test('moving z by axesᵀ·Δ moves its position by Δ and nothing that the view does not show', () => {
  const [n, d] = [200, 20];
  const rows = normalRows(n, d, 1);
  const pca = fitPca(rows, n, d, d);
  const projection = pcaProjection(pca, null);
  const z = rows.slice(0, d);
  const delta = [1.5, -2, 0.25];
  const to = moved(projection, z, delta);
  const before = projectRows(projection, z, 1);
  const after = projectRows(projection, to, 1);
  for (let i = 0; i < 3; i++) expect(after[i]! - before[i]!).toBeCloseTo(delta[i]!, 4);
  for (const hidden of pca.components.slice(3)) {
    const change = hidden.reduce((sum, value, j) => sum + value * (to[j]! - z[j]!), 0);
    expect(change).toBeCloseTo(0, 5);
  }
  const back = moved(
    projection,
    to,
    delta.map((value) => -value),
  );
  back.forEach((value, j) => expect(value).toBeCloseTo(z[j]!, 5));
});

test('a refit keeps the directions of the axes and counts the version up', () => {
  const [n, d] = [300, 8];
  const rows = normalRows(n, d, 2);
  const first = pcaProjection(fitPca(rows.subarray(0, 100 * d), 100, d, 3), null);
  const flipped: AffineView = { ...first, axes: first.axes.map((axis) => axis.map((value) => -value)) };
  const second = pcaProjection(fitPca(rows, n, d, 3), flipped);
  expect(second.version).toBe(2);
  second.axes.forEach((axis, i) => {
    const overlap = axis.reduce((sum, value, j) => sum + value * flipped.axes[i]![j]!, 0);
    expect(overlap).toBeGreaterThan(0.5);
  });
});

test('a fit in a child process is the fit', async () => {
  const [n, d] = [1200, 300];
  const rows = normalRows(n, d, 4);
  expect(await fitPcaAside(rows, n, d, 3)).toEqual(fitPca(rows, n, d, 3));
});

test('refits come with the first rows, at 64 and with each doubling', () => {
  const due: number[] = [];
  let fitted = 0;
  for (let count = 0; count <= 1000; count += 8) {
    if (!isRefitDue(fitted, count)) continue;
    due.push(count);
    fitted = count;
  }
  expect(due).toEqual([8, 64, 128, 256, 512]);
});

test('histograms count every value once, the largest in the last bin', () => {
  const rows = Float32Array.from([0, 7, 0.5, 7, 1, 7, 0.999, 7]);
  const { min, max, mean, std, counts } = latentHistograms(rows, 4, 2);
  expect([min, max]).toEqual([
    [0, 7],
    [1, 7],
  ]);
  expect(mean[0]).toBeCloseTo(2.499 / 4, 6);
  expect(std[0]).toBeCloseTo(
    Math.sqrt([0, 0.5, 1, 0.999].reduce((s, v) => s + (v - 0.62475) ** 2, 0) / 4),
    6,
  );
  expect(std[1]).toBe(0);
  expect(counts[0]![0]).toBe(1);
  expect(counts[0]![HISTOGRAM_BINS / 2]).toBe(1);
  expect(counts[0]![HISTOGRAM_BINS - 1]).toBe(2);
  expect(counts[1]![0]).toBe(4);
});
