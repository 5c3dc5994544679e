import { performance } from 'node:perf_hooks';
import type { Throughput } from '../../../protocol/benchmark.ts';
import type { LossName } from '../../../protocol/training.ts';
import type { NetworkSpec } from '../NetworkSpec.ts';
import { Random } from '../../random/Random.ts';
import { imageSize } from './network.ts';
import { createStepRunner, initialState, type StepOptions } from './StepRunner.ts';

export interface ThroughputOptions {
  batch: number;
  stepsPerRun: number;
  /** How long to measure, after one run to warm up. At least three runs are made. */
  seconds: number;
  loss?: LossName;
  provider?: StepOptions['provider'];
  threads?: number;
}

/** How many images a second a network trains on here, with Adam and gradient clipping, on random pixels. */
export async function measureThroughput(spec: NetworkSpec, options: ThroughputOptions): Promise<Throughput> {
  const { batch, stepsPerRun, seconds } = options;
  const runner = await createStepRunner(
    spec,
    {
      batch,
      stepsPerRun,
      loss: options.loss ?? 'bce',
      beta: 1,
      freeBits: 0,
      noise: 0,
      weightDecay: 0,
      clipNorm: 1,
      adam: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
      provider: options.provider ?? 'cpu',
      threads: options.threads,
    },
    initialState(spec, 1),
  );
  const random = new Random(1);
  const images = new Uint8Array(stepsPerRun * batch * imageSize(spec)).map(() => random.below(256));
  const rates = new Float32Array(stepsPerRun).fill(1e-3);
  try {
    await runner.run(images, rates, 0);
    let insideMs = 0;
    const times: number[] = [];
    const start = performance.now();
    while (times.length < 3 || performance.now() - start < seconds * 1000) {
      const before = performance.now();
      const result = await runner.run(images, rates, times.length);
      times.push(performance.now() - before);
      insideMs += result.sessionMs;
    }
    const total = times.reduce((sum, time) => sum + time, 0);
    const sorted = [...times].sort((a, b) => a - b);
    const medianMs = sorted[Math.floor(sorted.length / 2)]!;
    const perSecond = (runMs: number) => (1000 * batch * stepsPerRun) / runMs;
    return {
      imagesPerSecond: { median: perSecond(medianMs), best: perSecond(sorted[0]!) },
      stepMs: medianMs / stepsPerRun,
      shareOutsideRun: Math.max(0, 1 - insideMs / total),
      batch,
      stepsPerRun,
      runs: times.length,
    };
  } finally {
    await runner.dispose();
  }
}
