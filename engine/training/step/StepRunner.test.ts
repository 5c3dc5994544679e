import { describe, expect, test } from 'vitest';
import golden from './fixtures/goldenSteps.json' with { type: 'json' };
import { goldenImages, goldenState } from './fixtures/goldenInputs.ts';
import { CONV_NETWORK, CONV_NETWORK_SMALL, DENSE_NETWORK } from './referenceNetworks.ts';
import { createStepRunner, type StepOptions } from './StepRunner.ts';

const OPTIONS: StepOptions = {
  batch: 4,
  stepsPerRun: 3,
  loss: 'mse',
  beta: 1,
  freeBits: 0,
  noise: 0,
  weightDecay: 0,
  clipNorm: golden.clipNorm,
  adam: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  provider: 'cpu',
};

const CASES = [
  {
    title: '784-1000-500-250-30 mirrored, batch 100, BCE',
    spec: DENSE_NETWORK,
    loss: 'bce',
    expected: golden.dense,
  },
  {
    title: '64×64×3, 32-64-128-256, z 32, batch 64, MSE',
    spec: CONV_NETWORK,
    loss: 'mse',
    expected: golden.conv,
  },
  {
    title: '16×16×3, 8-16, z 8, batch 4, MSE',
    spec: CONV_NETWORK_SMALL,
    loss: 'mse',
    expected: golden.convSmall,
  },
] as const;

/** The golden values are float64; the step sums in float32. */
const FIRST_STEP_TOLERANCE = 5e-5;
/** Adam's first steps are the gradient's signs: where a gradient is all but 0, rounding decides, and later steps see it. */
const LATER_STEPS_TOLERANCE = 5e-4;
const WEIGHT_TOLERANCE = 2e-5;

function expectClose(actual: number | undefined, expected: number, tolerance: number, what: string): void {
  // NaN compares false, so it fails here.
  expect(
    Math.abs((actual ?? NaN) - expected) <= tolerance,
    `${what}: got ${actual}, expected ${expected}`,
  ).toBe(true);
}

describe.each(CASES)('$title: steps equal to PyTorch', ({ spec, loss, expected }) => {
  const { height, width, channels } = spec;
  const batch = expected.batch;
  const images = goldenImages(3 * batch, height, width, channels, 0);

  test.each([1, 3] as const)('after %i Adam steps with clipping', async (steps) => {
    const shapes: Record<string, number[]> = expected.shapes;
    const samples: Record<string, number[]> = expected.samples;
    const options = { ...OPTIONS, batch, loss, stepsPerRun: steps };
    const start = goldenState(shapes);
    const runner = await createStepRunner(spec, options, start);
    const result = await runner.run(
      images.subarray(0, steps * batch * height * width * channels),
      new Float32Array(steps).fill(golden.learningRate),
      1,
    );
    for (let step = 0; step < steps; step++) {
      const tolerance = step === 0 ? FIRST_STEP_TOLERANCE : LATER_STEPS_TOLERANCE;
      const goldenLoss = expected.losses[step]!;
      expectClose(result.losses[step], goldenLoss, goldenLoss * tolerance, `loss ${step + 1}`);
      const norm = expected.gradientNorms[step]!;
      expectClose(result.gradientNorms[step], norm, norm * tolerance, `gradient norm ${step + 1}`);
    }
    const after: Record<string, { change: number; values: number[] }> =
      expected.after[steps === 1 ? 'step1' : 'step3'];
    const state = await runner.state();
    expect(state.step).toBe(steps);
    expect(state.names).toEqual(Object.keys(shapes));
    state.names.forEach((name, index) => {
      const weights = state.weights[index]!;
      const { change, values } = after[name]!;
      const length = Math.sqrt(weights.reduce((sum, w, i) => sum + (w - start.weights[index]![i]!) ** 2, 0));
      expectClose(length, change, change * 2e-3, `length of the change of ${name}`);
      samples[name]!.forEach((place, i) =>
        expectClose(weights[place], values[i]!, WEIGHT_TOLERANCE, `${name}[${place}]`),
      );
    });
    await runner.dispose();
    await runner.dispose();
  });
});
