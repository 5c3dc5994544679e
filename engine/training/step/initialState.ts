import { EngineError } from '../../../protocol/EngineError.ts';
import { GraphBuilder } from '../graph/GraphBuilder.ts';
import { Random } from '../../random/Random.ts';
import { sizeOf } from '../graph/shape.ts';
import type { NetworkSpec } from '../NetworkSpec.ts';
import { decoderNetwork, encoderNetwork, imageShape, type Initializer } from './network.ts';
import { momentSize, type TrainingState } from './TrainingState.ts';

export interface ParameterPlan {
  name: string;
  shape: number[];
  initializer: Initializer;
}

/**
 * Every parameter of a network, in the order of TrainingState.
 * @throws EngineError 'training-failed' when the layers do not fit together
 */
export function planParameters(spec: NetworkSpec): ParameterPlan[] {
  const plans: ParameterPlan[] = [];
  const graph = new GraphBuilder();
  const parameter = (name: string, shape: readonly number[], initializer: Initializer) => {
    if (!plans.some((plan) => plan.name === name)) plans.push({ name, shape: [...shape], initializer });
    return graph.input(name, 'float32', shape);
  };
  const { z } = encoderNetwork(spec, graph.input('x', 'float32', imageShape(spec, 1)), parameter);
  decoderNetwork(spec, z, parameter);
  return plans;
}

/**
 * Weights to start from: He's or Glorot's distribution by what follows a layer, biases 0.
 * @param meanPixel mean of each channel over the training images, 0..1. The last layer then starts at that brightness, and
 *   the first steps are not spent on finding it.
 */
export function initialState(spec: NetworkSpec, seed: number, meanPixel?: readonly number[]): TrainingState {
  const plans = planParameters(spec);
  const weights = plans.map(({ shape, initializer }, index) => {
    const values = new Float32Array(sizeOf(shape));
    if ('value' in initializer) return values.fill(initializer.value);
    // A stream per parameter: a layer's start does not depend on the sizes of those before it.
    const random = new Random(seed, index);
    for (let i = 0; i < values.length; i++) values[i] = random.uniform(-initializer.bound, initializer.bound);
    return values;
  });
  if (meanPixel) {
    const last = plans.findLastIndex(({ name }) => name.startsWith('decoder.') && name.endsWith('.bias'));
    const bias = weights[last];
    if (bias) setBrightness(bias, spec, meanPixel);
  }
  const moments = () => plans.map(({ name, shape }) => new Float32Array(momentSize(name, shape)));
  return {
    names: plans.map(({ name }) => name),
    shapes: plans.map(({ shape }) => shape),
    weights,
    moments1: moments(),
    moments2: moments(),
    step: 0,
  };
}

function setBrightness(bias: Float32Array, spec: NetworkSpec, meanPixel: readonly number[]): void {
  if (meanPixel.length !== spec.channels) {
    throw new EngineError(
      'training-failed',
      `initialState: expected one mean per channel (${spec.channels}), got ${meanPixel.length}.`,
    );
  }
  const pixels = spec.height * spec.width;
  // A dense last layer gives [C,H,W]; a convolution gives C channels, or in depth-to-space order C of each sub-pixel.
  const channelOf =
    bias.length === spec.channels * pixels
      ? (index: number) => Math.floor(index / pixels)
      : (index: number) => index % spec.channels;
  for (let i = 0; i < bias.length; i++) {
    const mean = Math.min(0.98, Math.max(0.02, meanPixel[channelOf(i)] ?? 0.5));
    bias[i] = Math.log(mean / (1 - mean));
  }
}
