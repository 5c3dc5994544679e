import { expect, test } from 'vitest';
import { Random } from '../random/Random.ts';
import type { Candidate } from './Candidate.ts';
import type { NetworkSpec } from './NetworkSpec.ts';
import { orderAxes } from './orderAxes.ts';
import { Evaluator } from './step/Evaluator.ts';
import { initialState } from './step/initialState.ts';

const D = 4;
const SIDE = 8;
const COUNT = 60;
const random = new Random(3);
const pixels = new Uint8Array(COUNT * SIDE * SIDE).map(() => random.below(256));
const brightness = Float64Array.from({ length: COUNT }, (_, row) =>
  pixels.subarray(row * SIDE * SIDE, (row + 1) * SIDE * SIDE).reduce((sum, value) => sum + value, 0),
);

function candidate(kind: NetworkSpec['kind'], linear: boolean): Candidate {
  const spec: NetworkSpec = {
    kind,
    channels: 1,
    height: SIDE,
    width: SIDE,
    latent: D,
    output: 'clip',
    linear,
    encoder: [{ type: 'dense', units: 9, activation: 'silu' }],
    decoder: [
      { type: 'dense', units: 7, activation: 'silu' },
      { type: 'dense', units: SIDE * SIDE, activation: 'none' },
      { type: 'reshape', shape: [1, SIDE, SIDE] },
    ],
  };
  const state = initialState(spec, 5);
  // The linear path is zero until a start gives it something.
  const weights = state.weights.map((values) => values.map((value) => value + random.uniform(-0.1, 0.1)));
  return { spec, names: state.names, shapes: state.shapes, weights };
}

async function through(each: Candidate): Promise<{ xHat: Uint8Array; z: Float32Array }> {
  const evaluator = await Evaluator.create(each.spec, { loss: 'mse', beta: 0, freeBits: 0 }, each);
  try {
    return await evaluator.reconstruct(each, pixels, COUNT);
  } finally {
    await evaluator.dispose();
  }
}

const column = (z: Float32Array, i: number) =>
  Float64Array.from({ length: COUNT }, (_, row) => z[row * D + i]!);
function covariance(a: Float64Array, b: Float64Array): number {
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  return a.reduce((sum, value, i) => sum + (value - meanA) * (b[i]! - meanB), 0) / a.length;
}

test.each([
  ['ae', false, null],
  ['ae', true, Float64Array.of(3, 0.2, 7, 1)],
  ['vae', true, Float64Array.of(3, 0.2, 7, 1)],
] as const)('%s, linear path %s: the images stay, the axes are in order', async (kind, linear, units) => {
  const before = candidate(kind, linear);
  const { xHat, z } = await through(before);
  const ordered = orderAxes(before, { z, brightness, units });
  const after = await through(ordered);

  const differences = after.xHat.map((value, i) => Math.abs(value - xHat[i]!));
  expect(Math.max(...differences)).toBeLessThanOrEqual(1);
  const columns = Array.from({ length: D }, (_, i) => column(after.z, i));
  const variances = columns.map((values) => covariance(values, values));
  expect(variances).toEqual([...variances].sort((a, b) => b - a));
  for (const values of columns) expect(covariance(values, brightness)).toBeGreaterThanOrEqual(0);
  if (kind === 'ae') {
    for (let i = 0; i < D; i++)
      for (let j = 0; j < i; j++)
        expect(Math.abs(covariance(columns[i]!, columns[j]!))).toBeLessThan(1e-4 * variances[0]!);
  } else {
    // Only order and signs: the same values come out, in another place.
    const sizes = (values: Float32Array) => [...values.map(Math.abs)].sort((a, b) => a - b);
    sizes(after.z).forEach((value, i) => expect(value).toBeCloseTo(sizes(z)[i]!, 4));
  }
});
