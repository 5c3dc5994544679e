import type { ProviderName } from '../../../protocol/provider.ts';
import type { NetworkSpec } from '../NetworkSpec.ts';
import { createLoopStepRunner } from './LoopStepRunner.ts';
import { createDeviceStepRunner } from './DeviceStepRunner.ts';
import type { StepGraphOptions } from './stepGraph.ts';
import type { TrainingState } from './TrainingState.ts';

export type { TrainingState } from './TrainingState.ts';
export { initialState } from './initialState.ts';
export { exportNetworks } from './exportNetworks.ts';

export interface StepOptions extends StepGraphOptions {
  provider: ProviderName;
  /** Threads inside one operator (CPU). All cores when absent. */
  threads?: number;
}

/** NaN when training diverged, and then the state is spoilt. */
export interface StepResult {
  /** [K] the loss before each step. */
  losses: Float32Array;
  /** [K] the length of the gradient before clipping. */
  gradientNorms: Float32Array;
  /** Milliseconds spent inside session.run. */
  sessionMs: number;
}

/** Runs training steps of one network on one execution provider. Calls must not overlap. */
export interface StepRunner {
  /**
   * Takes K = stepsPerRun steps.
   * @param images [K,B,H,W,C] uint8
   * @param learningRates [K]
   * @param seed of the random numbers (z of a VAE, noise): the same state, images, rates and seed give the same weights
   * @throws EngineError 'bad-request' when the sizes are not those of the options
   */
  run(images: Uint8Array, learningRates: Float32Array, seed: number): Promise<StepResult>;
  /**
   * The loss over images without a step, z being the posterior mean and no noise added.
   * @param images [N,H,W,C] uint8
   * @returns loss: the mean; sse: the mean over images of the sum over pixels and channels of (x̂ − x)², x in 0..1
   */
  evaluate(images: Uint8Array, count: number): Promise<{ loss: number; sse: number }>;
  /** @returns xHat [N,H,W,C] uint8 and z [N,D] (mu for a VAE) */
  reconstruct(images: Uint8Array, count: number): Promise<{ xHat: Uint8Array; z: Float32Array }>;
  /** The state now. Later steps leave the returned arrays alone. */
  state(): Promise<TrainingState>;
  /** May be called twice. */
  dispose(): Promise<void>;
}

/**
 * Compiles the training step of a network.
 * @throws EngineError 'training-failed' when the layers do not fit together; the provider's own words when it refuses
 */
export function createStepRunner(
  spec: NetworkSpec,
  options: StepOptions,
  state: TrainingState,
): Promise<StepRunner> {
  const create = options.provider === 'webgpu' ? createDeviceStepRunner : createLoopStepRunner;
  return create(spec, options, state);
}
