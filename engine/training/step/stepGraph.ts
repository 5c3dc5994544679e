import type { LossName } from '../../../protocol/training.ts';
import { makeModel, writeOnnx } from '../../onnx/model.ts';
import { GraphBuilder } from '../graph/GraphBuilder.ts';
import { gradients } from '../graph/gradients.ts';
import type { Shape } from '../graph/shape.ts';
import type { Tensor } from '../graph/Tensor.ts';
import { klLoss } from '../losses/klLoss.ts';
import { reconstructionLoss } from '../losses/reconstructionLoss.ts';
import { isFixed, type NetworkSpec } from '../NetworkSpec.ts';
import { add } from '../operators/add.ts';
import { clip } from '../operators/clip.ts';
import { exp } from '../operators/exp.ts';
import { log } from '../operators/log.ts';
import { mul } from '../operators/mul.ts';
import { KERNEL_FROM_ROWS } from '../operators/productConv.ts';
import { reshape } from '../operators/reshape.ts';
import { toFloat32 } from '../operators/toFloat32.ts';
import { transpose } from '../operators/transpose.ts';
import { adam, type AdamOptions, type AdamOutputs } from './adam.ts';
import { carriedShape } from './carriedState.ts';
import { decoderNetwork, encoderNetwork, imageSize, type ParameterSource } from './network.ts';
import type { TrainingState } from './TrainingState.ts';

/** What a loss is made of. */
export interface LossOptions {
  loss: LossName;
  /** Weight of the KL term; 1 makes the loss of a VAE the negative evidence bound divided by the number of pixels. */
  beta: number;
  /** Nats per dimension of z that the KL term leaves free. */
  freeBits: number;
}

export interface StepGraphOptions extends LossOptions {
  batch: number;
  stepsPerRun: number;
  /** Deviation of the noise added to the input, 0..1 of white; used by 'denoising' only. */
  noise: number;
  weightDecay: number;
  /** Largest length of the gradient; 0 for no clipping. */
  clipNorm: number;
  adam: AdamOptions;
  /** Of the learning rate, for the linear path. */
  linearRate?: number;
}

/** Of x in 0..1: a step of 1/255, below which there is nothing to be told apart. */
const SMALLEST_VARIANCE = (1 / 255) ** 2;

/** Posterior widths outside e^±5 are no use to a decoder and would overflow on the way to divergence. */
const LOGVAR_LIMIT = 10;

/** What one step takes beside the state. */
interface StepData {
  /** [B,H,W,C] uint8 */
  pixels: Tensor;
  /** [] float32 */
  learningRate: Tensor;
  /** [B,D] float32, N(0,1): VAE only. */
  epsilon: Tensor | null;
  /** [B,H,W,C] float32, N(0,1): denoising only. */
  noise: Tensor | null;
}

interface StateTensors {
  weights: Tensor[];
  moments1: Tensor[];
  moments2: Tensor[];
  step: Tensor;
}

export const usesEpsilon = (spec: NetworkSpec): boolean => spec.kind === 'vae';
export const usesNoise = (spec: NetworkSpec, options: { noise: number }): boolean =>
  spec.kind === 'denoising' && options.noise > 0;

/**
 * stepsPerRun training steps as one graph: an ONNX Loop whose body is the step and whose carried state is (weights, moments,
 * step), so that the state crosses into JavaScript once per run and not once per step.
 *
 * Inputs: images [K,B,H,W,C] uint8, learningRates [K], epsilon [K,B,D] (VAE), noise [K,B,H,W,C] (denoising), 'step' [],
 * and per parameter 'name', 'm1.name', 'm2.name', of the shape carriedShape gives; only 'name' for one that is not trained. Outputs: losses [K], gradientNorms [K], and
 * 'next.' + each state input.
 */
export function loopStepGraph(
  spec: NetworkSpec,
  options: StepGraphOptions,
  state: TrainingState,
): Uint8Array {
  const outer = new GraphBuilder();
  const k = options.stepsPerRun;
  const blocks = dataInputs(outer, spec, options, k);
  const fixed = fixedInputs(outer, state);
  const trained = trainedOf(state);
  const shapes = trained.shapes.map((shape) => carriedShape(shape));
  const carried = listState(stateInputs(outer, { names: trained.names, shapes }));

  const body = new GraphBuilder('step/');
  const iteration = body.input('step/iteration', 'int64', []);
  const goOn = body.input('step/goOn', 'bool', []);
  const inside = stateInputs(body, { names: trained.names, shapes }, 'step/');
  const at = (block: Tensor | null): Tensor | null =>
    block && body.emit('Gather', [body.outer(block), iteration], block.shape.slice(1), { type: block.type });
  const result = trainingStep(
    body,
    spec,
    options,
    {
      pixels: at(blocks.pixels)!,
      learningRate: at(blocks.learningRate)!,
      epsilon: at(blocks.epsilon),
      noise: at(blocks.noise),
    },
    inside,
    (index) => kernelOf(inside.weights[index]!),
    trained.names,
    new Map([...fixed].map(([name, tensor]) => [name, body.outer(tensor)])),
  );
  body.bodyOutput(body.emit('Identity', [goOn], []));
  for (const tensor of listState(result.next)) body.bodyOutput(tensor);
  body.bodyOutput(reshape(result.loss, []));
  body.bodyOutput(reshape(result.next.gradientNorm, []));

  const trips = outer.constant('int64', [], BigInt64Array.of(BigInt(k)));
  const start = outer.constant('bool', [], Uint8Array.of(1));
  const nextState = carriedNames(state).map((name, index) => ({
    name: `next.${name}`,
    shape: carried[index]!.shape,
  }));
  outer.emitNamed(
    'Loop',
    [trips, start, ...carried],
    [...nextState, { name: 'losses', shape: [k] }, { name: 'gradientNorms', shape: [k] }],
    { body: { graph: body.toGraph('step') } },
  );
  for (const { name, shape } of nextState) outer.declareOutput(name, 'float32', shape);
  outer.declareOutput('losses', 'float32', [k]);
  outer.declareOutput('gradientNorms', 'float32', [k]);
  return writeOnnx(makeModel(outer.toGraph('training')));
}

/**
 * One training step as a plain graph, for providers that keep the state on the device between runs. Inputs and outputs as of
 * loopStepGraph with K = 1, the blocks without their first axis; 'losses' and 'gradientNorms' hold one value.
 */
export function singleStepGraph(
  spec: NetworkSpec,
  options: StepGraphOptions,
  state: TrainingState,
): Uint8Array {
  const graph = new GraphBuilder();
  const data = dataInputs(graph, spec, options, null);
  const fixed = fixedInputs(graph, state);
  const trained = trainedOf(state);
  const inputs = stateInputs(graph, trained);
  const result = trainingStep(
    graph,
    spec,
    options,
    data,
    inputs,
    (index) => inputs.weights[index]!,
    trained.names,
    fixed,
  );
  const names = carriedNames(state);
  listState(result.next).forEach((tensor, index) => graph.output(tensor, `next.${names[index]}`));
  graph.output(reshape(result.loss, [1]), 'losses');
  graph.output(reshape(result.next.gradientNorm, [1]), 'gradientNorms');
  return writeOnnx(makeModel(graph.toGraph('training')));
}

/** What steps change, in the order of the graphs: weights, first moments, second moments, the step. */
export function carriedNames(state: Pick<TrainingState, 'names' | 'shapes'>): string[] {
  const { names } = trainedOf(state);
  return [...names, ...names.map((name) => `m1.${name}`), ...names.map((name) => `m2.${name}`), 'step'];
}

/** The parameters that steps change. */
export function trainedOf({ names, shapes }: Pick<TrainingState, 'names' | 'shapes'>) {
  return {
    names: names.filter((name) => !isFixed(name)),
    shapes: shapes.filter((_, index) => !isFixed(names[index]!)),
  };
}

/** Those that they do not, by name. */
const fixedInputs = (graph: GraphBuilder, { names, shapes }: Pick<TrainingState, 'names' | 'shapes'>) =>
  new Map(
    names.flatMap((name, index) =>
      isFixed(name) ? [[name, graph.input(name, 'float32', shapes[index]!)] as const] : [],
    ),
  );

const listState = (state: StateTensors): Tensor[] => [
  ...state.weights,
  ...state.moments1,
  ...state.moments2,
  state.step,
];

function dataInputs(
  graph: GraphBuilder,
  spec: NetworkSpec,
  options: StepGraphOptions,
  k: number | null,
): StepData {
  const steps = k === null ? [] : [k];
  const pixels = [...steps, options.batch, spec.height, spec.width, spec.channels];
  return {
    pixels: graph.input('images', 'uint8', pixels),
    learningRate: graph.input('learningRates', 'float32', steps),
    epsilon: usesEpsilon(spec)
      ? graph.input('epsilon', 'float32', [...steps, options.batch, spec.latent])
      : null,
    noise: usesNoise(spec, options) ? graph.input('noise', 'float32', pixels) : null,
  };
}

function stateInputs(
  graph: GraphBuilder,
  { names, shapes }: Pick<TrainingState, 'names' | 'shapes'>,
  prefix = '',
): StateTensors {
  const all = (kind: string) =>
    names.map((name, index) => graph.input(prefix + kind + name, 'float32', shapes[index]!));
  return {
    weights: all(''),
    moments1: all('m1.'),
    moments2: all('m2.'),
    step: graph.input(`${prefix}step`, 'float32', []),
  };
}

/** A kernel as carried, in the order the layers know. The products' own Transpose undoes this one, so neither is made. */
const kernelOf = (carried: Tensor): Tensor =>
  carried.shape.length === 4 ? transpose(carried, KERNEL_FROM_ROWS) : carried;

/** Forward, loss, backward, Adam. */
function trainingStep(
  graph: GraphBuilder,
  spec: NetworkSpec,
  options: StepGraphOptions,
  data: StepData,
  state: StateTensors,
  weightAt: (index: number) => Tensor,
  names: readonly string[],
  fixed: ReadonlyMap<string, Tensor>,
): { next: AdamOutputs; loss: Tensor } {
  const parameter: ParameterSource = (name) => fixed.get(name) ?? weightAt(names.indexOf(name));
  const x = scalePixels(data.pixels);
  const noisy = data.noise ? add(x, mul(toPlanes(data.noise), graph.scalar(options.noise))) : x;
  const { z: mu, logvar: rawLogvar } = encoderNetwork(spec, noisy, parameter, 'products');
  const logvar = rawLogvar && limitLogvar(rawLogvar);
  const z = logvar && data.epsilon ? add(mu, mul(exp(mul(logvar, graph.scalar(0.5))), data.epsilon)) : mu;
  const logits = decoderNetwork(spec, z, parameter, 'products');
  const loss = totalLoss(spec, options, logits, x, mu, logvar);
  const next = adam(
    graph,
    {
      ...state,
      gradients: gradients(loss, state.weights),
      learningRate: data.learningRate,
      rateShares: names.map((name) => (name.includes('.linear.') ? (options.linearRate ?? 1) : 1)),
    },
    options.adam,
    options.weightDecay,
    options.clipNorm,
  );
  return { next, loss };
}

export const limitLogvar = (logvar: Tensor): Tensor => clip(logvar, -LOGVAR_LIMIT, LOGVAR_LIMIT);

/**
 * The reconstruction's loss per pixel and channel, plus for a VAE β · KL per image divided by the number of pixels and
 * channels: the negative evidence bound in the units of the first term. A VAE's squared error is that of a Gaussian whose variance
 * is the error itself, ½·log(mse) (Rybkin, Daniilidis & Levine, "Simple and effective VAE training with calibrated decoders", 2021):
 * with a fixed one the KL term drowns all but the coarsest features. The sharp loss, a squared error with terms of its size, is taken in
 * the same way: whatever its scale, the KL term weighs as much against it.
 */
export function totalLoss(
  spec: NetworkSpec,
  { loss, beta, freeBits }: LossOptions,
  values: Tensor,
  x: Tensor,
  mu: Tensor,
  logvar: Tensor | null,
): Tensor {
  const reconstruction = reconstructionLoss(loss, spec, values, x);
  if (!logvar) return reconstruction;
  const { graph } = mu;
  const likelihood =
    loss === 'mse' || loss === 'sharp'
      ? mul(log(add(reconstruction, graph.scalar(SMALLEST_VARIANCE))), graph.scalar(0.5))
      : reconstruction;
  return add(likelihood, mul(klLoss(mu, logvar, freeBits), graph.scalar(beta / imageSize(spec))));
}

/** uint8 [N,H,W,C] to float32 [N,C,H,W] in 0..1. */
export function scalePixels(pixels: Tensor): Tensor {
  const floats = toFloat32(pixels);
  return toPlanes(mul(floats, floats.graph.scalar(1 / 255)));
}

/** [N,H,W,C] to [N,C,H,W]; with one channel the order in memory is the same already. */
function toPlanes(x: Tensor): Tensor {
  const [n, h, w, c] = x.shape as [number, number, number, number];
  const shape: Shape = [n, c, h, w];
  return c === 1 ? reshape(x, shape) : transpose(x, [0, 3, 1, 2]);
}
