import { expect, test } from 'vitest';
import { Random } from '../../random/Random.ts';
import { isFixed, type NetworkSpec } from '../NetworkSpec.ts';
import { goldenImages } from './fixtures/goldenInputs.ts';
import { createStepRunner, initialState, type StepOptions } from './StepRunner.ts';
import type { TrainingState } from './TrainingState.ts';

const SPEC: NetworkSpec = {
  kind: 'ae',
  channels: 1,
  height: 8,
  width: 8,
  latent: 3,
  output: 'clip',
  linear: true,
  components: 10,
  encoder: [{ type: 'dense', units: 12, activation: 'relu' }],
  decoder: [
    { type: 'dense', units: 12, activation: 'relu' },
    { type: 'dense', units: 10, activation: 'none' },
  ],
};
const OPTIONS: StepOptions = {
  batch: 4,
  stepsPerRun: 5,
  loss: 'mse',
  beta: 0,
  freeBits: 0,
  noise: 0,
  weightDecay: 0.1,
  clipNorm: 1,
  adam: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  provider: 'cpu',
};

/** Any basis will do: it need not be orthonormal to be left alone. */
function startingState(): TrainingState {
  const state = initialState(SPEC, 1);
  const random = new Random(3);
  state.names.forEach((name, index) => {
    if (isFixed(name)) state.weights[index]!.forEach((_, i, all) => (all[i] = random.uniform(0.05, 0.2)));
  });
  return state;
}

test('steps change everything but the basis, which has no moments, and a continued run knows it', async () => {
  const images = goldenImages(20, 8, 8, 1, 0);
  const rates = new Float32Array(5).fill(3e-3);
  const start = startingState();
  const runner = await createStepRunner(SPEC, OPTIONS, start);
  const first = await runner.run(images, rates, 1);
  const kept = await runner.state();
  const second = await runner.run(images, rates, 1);
  expect(second.losses[0]!).toBeLessThan(first.losses[0]!);
  const end = await runner.state();
  expect(start.names.filter(isFixed)).toEqual(['basis.mean', 'basis.components', 'basis.scale']);
  end.names.forEach((name, index) => {
    const isSame = end.weights[index]!.every((value, i) => value === startingState().weights[index]![i]);
    expect(isSame, name).toBe(isFixed(name));
    expect(end.moments2[index]!.length > 0, name).toBe(!isFixed(name));
  });
  const continued = await createStepRunner(SPEC, OPTIONS, kept);
  await continued.run(images, rates, 1);
  expect(await continued.state()).toEqual(end);
  await runner.dispose();
  await continued.dispose();
});
