/**
 * Trains a few steps on the CPU and on WebGPU from one state and prints how far apart they end, as one line of JSON.
 * A process of its own, because the driver is chosen by the environment: node compareWebgpu.ts [small|full]
 */
import process from 'node:process';
import type { ProviderName } from '../../../../protocol/provider.ts';
import { goldenImages } from '../fixtures/goldenInputs.ts';
import { CONV_NETWORK, CONV_NETWORK_SMALL } from '../referenceNetworks.ts';
import { createStepRunner, initialState } from '../StepRunner.ts';

export interface WebgpuComparison {
  losses: { cpu: number[]; webgpu: number[] };
  /** Largest absolute difference of any weight. */
  weightDifference: number;
  /** Largest absolute difference of any first moment, relative to the largest moment. */
  momentDifference: number;
  /** Milliseconds that the steps took on WebGPU, shader compilation included. */
  webgpuMs: number;
}

const full = process.argv[2] === 'full';
const spec = full ? CONV_NETWORK : CONV_NETWORK_SMALL;
const batch = full ? 64 : 4;
const steps = full ? 1 : 3;
const start = initialState(spec, 1);
const images = goldenImages(steps * batch, spec.height, spec.width, spec.channels, 0);

const cpu = await train('cpu');
const webgpu = await train('webgpu');
const largest = (arrays: readonly Float32Array[]): number =>
  arrays.reduce((most, array) => array.reduce((m, value) => Math.max(m, Math.abs(value)), most), 0);
const comparison: WebgpuComparison = {
  losses: { cpu: [...cpu.losses], webgpu: [...webgpu.losses] },
  weightDifference: largest(differences(cpu.state.weights, webgpu.state.weights)),
  momentDifference:
    largest(differences(cpu.state.moments1, webgpu.state.moments1)) / largest(cpu.state.moments1),
  webgpuMs: webgpu.sessionMs,
};
process.stdout.write(`${JSON.stringify(comparison)}\n`);

async function train(provider: ProviderName) {
  const runner = await createStepRunner(
    spec,
    {
      batch,
      stepsPerRun: steps,
      loss: 'mse',
      beta: 1,
      freeBits: 0,
      noise: 0,
      weightDecay: 0,
      clipNorm: 1,
      adam: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
      provider,
    },
    start,
  );
  const result = await runner.run(images, new Float32Array(steps).fill(1e-3), 1);
  const state = await runner.state();
  await runner.dispose();
  return { ...result, state };
}

function differences(a: readonly Float32Array[], b: readonly Float32Array[]): Float32Array[] {
  return a.map((array, index) => array.map((value, place) => value - b[index]![place]!));
}
