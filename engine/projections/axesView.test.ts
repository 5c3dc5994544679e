import { expect, test } from 'vitest';
import { latentAtDelta, positionOfLatent, projectRows } from '../../protocol/projection.ts';
import type { AxisChoice } from '../../protocol/views.ts';
import { fitPca } from '../latents/pca.ts';
import { Random } from '../random/Random.ts';
import { axesView, componentsFor } from './axesView.ts';

const N = 300;
const D = 6;
const random = new Random(11, 1);
const latents = Float32Array.from({ length: N * D }, (_, at) => random.normal() * (1 + (at % D)) + 0.5);
const view = (choices: readonly AxisChoice[], latentNames?: string[]) =>
  axesView(choices, {
    ...{ latents, n: N, d: D, latentNames },
    pca: fitPca(latents, N, D, componentsFor(choices)),
  });
const dimension = (index: number) => ({ kind: 'dimension', index }) as const;
const component = (index: number) => ({ kind: 'component', index }) as const;
const concept = (direction: number[]) => ({ kind: 'concept', from: 'thin', to: 'bold', direction }) as const;

test('dimensions of z show their values as they are, by their names', () => {
  const chart = view([dimension(4), dimension(0), dimension(2)], ['', '', 'width', '', 'loop']);
  expect(chart).toMatchObject({ dims: 3, axisNames: ['loop', 'z1', 'width'] });
  const positions = projectRows(chart, latents, N);
  for (let i = 0; i < N; i++) {
    for (const [k, j] of [4, 0, 2].entries()) {
      expect(positions[i * 3 + k]).toBeCloseTo(latents[i * D + j]!, 5);
    }
  }
  // Their variances are 25, 1 and 9 of 91 or so.
  const sum = 1 + 4 + 9 + 16 + 25 + 36;
  [25, 1, 9].forEach((part, k) => expect(chart.explainedVariance[k]).toBeCloseTo(part / sum, 1));
});

test('principal components count from the mean, and are those of PCA', () => {
  const chart = view([component(1), component(3)]);
  expect(chart).toMatchObject({ dims: 2, axisNames: ['PC 2', 'PC 4', ''] });
  const { mean, components, explainedVariance } = fitPca(latents, N, D, 4);
  expect(positionOfLatent(chart, mean)).toEqual([
    expect.closeTo(0, 9),
    expect.closeTo(0, 9),
    expect.closeTo(0, 9),
  ]);
  const z = latents.subarray(0, D);
  const along = (k: number) => components[k]!.reduce((sum, value, j) => sum + value * (z[j]! - mean[j]!), 0);
  expect(positionOfLatent(chart, z)).toEqual([expect.closeTo(along(1), 6), expect.closeTo(along(3), 6), 0]);
  expect(chart.explainedVariance[0]).toBeCloseTo(explainedVariance[1]!, 4);
});

test('a drag along axes at no right angles moves the point by exactly the hand’s way, and z least of all', () => {
  const chart = view([concept([1, 1, 0, 0, 0, 0]), dimension(0), component(0)]);
  expect(chart.axisNames).toEqual(['thin → bold', 'z1', 'PC 1']);
  const z = Float64Array.from(latents.subarray(D, 2 * D));
  const at = positionOfLatent(chart, z);
  for (const delta of [
    [0.7, 0, 0],
    [0, -1.3, 0],
    [0.2, 0.4, -0.9],
  ] as const) {
    const moved = latentAtDelta(chart, z, delta, new Float64Array(D));
    positionOfLatent(chart, moved).forEach((value, k) => expect(value - at[k]!).toBeCloseTo(delta[k]!, 9));
    // What is changed lies within the axes' span: there is no shorter way.
    const change = Array.from(moved, (value, j) => value - z[j]!);
    const back = latentAtDelta(chart, new Float64Array(D), delta, new Float64Array(D));
    change.forEach((value, j) => expect(value).toBeCloseTo(back[j]!, 9));
  }
});

test('a direction shows the step from one mean to the other at its length', () => {
  const direction = [3, 0, -4, 0, 0, 0];
  const chart = view([concept(direction), dimension(1)]);
  const from = positionOfLatent(chart, new Float64Array(D));
  const to = positionOfLatent(chart, direction);
  expect(to[0] - from[0]).toBeCloseTo(5, 9);
});

test.each([
  [[dimension(6), dimension(0)], /no z7: z has 6 dimensions/],
  [[component(9), dimension(0)], /no principal component 10/],
  [[dimension(1), dimension(1), dimension(2)], /"z2", "z2", "z3" do not span 3 dimensions/],
  [[concept([0, 0, 0, 0, 0, 0]), dimension(0)], /"thin" and "bold" have the same mean/],
  [[concept([1, 2]), dimension(0)], /has 2 values; z has 6/],
] as [AxisChoice[], RegExp][])('axes that cannot be are refused in words', (choices, words) => {
  expect(() => view(choices)).toThrow(words);
});
