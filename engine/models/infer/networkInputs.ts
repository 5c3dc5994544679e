import { EngineError } from '../../../protocol/EngineError.ts';
import type { OnnxValueInfo } from '../../onnx/proto.ts';
import type { GraphIndex } from '../graph/GraphIndex.ts';
import { showDims, tensorInfo, type Dim, type TensorInfo } from '../graph/tensorInfo.ts';
import { tensorDims } from '../graph/tensorValues.ts';
import { countWithinLimit } from '../sizeLimits.ts';
import type { ExtraInput } from '../rewrite/addZeroInputs.ts';

const PIXEL_TYPES = ['float32', 'float16', 'float64', 'uint8'];
const NOISE_NAMES = /(^|[^a-z])(eps|epsilon|noise|random_normal)([^a-z]|$)/i;
const FLAG_NAMES = /(^|[^a-z])((is_)?training|train|train_flag|phase|use_noise)([^a-z]|$)/i;
/** What a conditional generator is given beside its z. */
const CONDITION_NAMES = /(^|[^a-z])(labels?|class(es)?|cond(itions?)?|timesteps?)([^a-z]|$)/i;

export const describeInputs = (index: GraphIndex): TensorInfo[] =>
  index.inputNames.flatMap((name) => {
    const info = index.graph.input.find((each) => each.name === name);
    return info ? [tensorInfo(info as OnnxValueInfo)] : [];
  });

/** Zero means something sensible for it: no noise, not training. A tensor of many values is no flag, whatever its name. */
const canBeZero = ({ name, type, dims }: TensorInfo): boolean =>
  type === 'bool' ||
  NOISE_NAMES.test(name) ||
  (FLAG_NAMES.test(name) && (dims === null || dims.length < 2 || dims.every((dim) => dim === 1)));

/**
 * The inputs beside the image or z that zeros stand for: noise and flags. A generator's z is often called noise: where
 * nothing else can be the image or z, the one input so called is.
 */
export function zeroableInputs(inputs: readonly TensorInfo[]): TensorInfo[] {
  const zeroable = inputs.filter(canBeZero);
  const others = inputs.filter((info) => !canBeZero(info));
  const noise = zeroable.filter((info) => info.type !== 'bool' && !FLAG_NAMES.test(info.name));
  if (noise.length !== 1 || others.some((info) => !CONDITION_NAMES.test(info.name))) return zeroable;
  return zeroable.filter((info) => info !== noise[0]);
}

/**
 * The input that carries the image or z: the one that is neither noise nor a flag.
 * @throws EngineError 'bad-model' when there are several, or none that holds numbers
 */
export function mainInput(inputs: readonly TensorInfo[], file: string): TensorInfo {
  const zeroable = zeroableInputs(inputs);
  const candidates = inputs.filter((info) => !zeroable.includes(info));
  const listed = inputs
    .map((info) => `"${info.name}" ${info.typeName.toLowerCase()} ${showDims(info.dims)}`)
    .join(', ');
  const [first, second] = candidates;
  if (!first)
    throw new EngineError(
      'bad-model',
      `"${file}" has no input to feed (${listed || 'it has none'}); expected an image or z.`,
    );
  if (second) {
    throw new EngineError(
      'bad-model',
      `"${file}" has ${candidates.length} inputs (${listed}), expected one, the image or z. Export it with the others fixed inside the model.`,
    );
  }
  if (!first.type || !PIXEL_TYPES.includes(first.type)) {
    throw new EngineError(
      'bad-model',
      `"${file}": input "${first.name}" holds ${first.typeName.toLowerCase()}, expected float32, float16, float64 or uint8.`,
    );
  }
  return first;
}

/**
 * The inputs besides the main one, to be fed zeros.
 * @throws EngineError 'bad-model' for one that Hourglass cannot feed: a label, a time step
 */
export function zeroInputs(
  inputs: readonly TensorInfo[],
  names: readonly string[],
  file: string,
): ExtraInput[] {
  return names.map((name) => {
    const info = inputs.find((each) => each.name === name);
    if (
      !info ||
      !canBeZero(info) ||
      !info.type ||
      !info.dims?.every((dim, axis) => typeof dim === 'number' || axis === 0)
    ) {
      throw new EngineError(
        'bad-model',
        `"${file}" also needs "${name}" ${showDims(info?.dims ?? null)}, which Hourglass cannot feed (it feeds zeros to noise and training flags only). Export it with that input fixed inside the model.`,
      );
    }
    countWithinLimit(
      file,
      `input "${name}"`,
      info.dims.map((dim) => (typeof dim === 'number' ? dim : 1)),
    );
    return { name, type: info.type, dims: info.dims.map((dim) => (typeof dim === 'number' ? dim : null)) };
  });
}

/** Sizes to try, in this order, for sides that the graph leaves open. */
const IMAGE_SIDES = [64, 32, 28, 128, 224, 256, 96];
const LATENT_SIDES = [8, 16, 4, 1, 32];
const GENERATOR_SIDES = [1, 4, 8];
/** Stable-Diffusion-style latents have 4 to 16 channels; a [N,100,1,1] generator has more. */
const MOST_SPATIAL_LATENT_CHANNELS = 32;

/** Concrete dims that an input may be fed in, likeliest first. Batch axis included, 1 where it is open. */
export function inputDims(info: TensorInfo, index: GraphIndex): number[][] {
  const declared: readonly Dim[] = info.dims ?? unknownDims(index, info.name);
  const fixed = declared.map((dim, axis) => (axis === 0 && typeof dim !== 'number' ? 1 : dim));
  const open = fixed.flatMap((dim, axis) => (typeof dim === 'number' ? [] : [axis]));
  if (open.length === 0) return [fixed as number[]];
  if (fixed.length === 2) return [[fixed[0] as number, weightChannels(index, info.name) ?? 1]];
  if (fixed.length !== 4) return [];
  const channelAxis = channelAxisOf(fixed);
  const channels =
    typeof fixed[channelAxis] === 'number' ? fixed[channelAxis] : (weightChannels(index, info.name) ?? 3);
  const sides =
    channels === 1 || channels === 3
      ? IMAGE_SIDES
      : channels <= MOST_SPATIAL_LATENT_CHANNELS
        ? LATENT_SIDES
        : GENERATOR_SIDES;
  return sides.map((side) =>
    fixed.map((dim, axis) => (axis === channelAxis ? channels : typeof dim === 'number' ? dim : side)),
  );
}

/** Where an image's or a spatial z's dims, four of them, have their channels. */
export const channelAxisOf = (dims: readonly Dim[]): 1 | 3 =>
  typeof dims[3] === 'number' && typeof dims[1] !== 'number' ? 3 : 1;

function unknownDims(index: GraphIndex, name: string): Dim[] {
  const rank = (firstWeights(index, name)?.dims.length ?? 2) === 4 ? 4 : 2;
  return new Array<Dim>(rank).fill('?');
}

/** The channels (or features) that the first weights behind a tensor take, or null. */
function weightChannels(index: GraphIndex, name: string): number | null {
  const weights = firstWeights(index, name);
  if (!weights) return null;
  const { opType, dims, transposed, group } = weights;
  if (opType === 'Conv') return (dims[1] ?? 1) * group;
  if (opType === 'ConvTranspose') return dims[0] ?? null;
  return (transposed ? dims.at(-1) : dims.at(-2)) ?? null;
}

function firstWeights(
  index: GraphIndex,
  name: string,
): { opType: string; dims: number[]; transposed: boolean; group: number } | null {
  let tensors = [name];
  for (let step = 0; step < 8 && tensors.length > 0; step++) {
    const readers = tensors.flatMap((tensor) => index.consumers.get(tensor) ?? []);
    for (const node of readers) {
      if (!['Conv', 'ConvTranspose', 'Gemm', 'MatMul'].includes(node.opType)) continue;
      const weights = index.constant(node.input[1] ?? '');
      if (!weights) continue;
      const attribute = (key: string) => Number(node.attribute.find((each) => each.name === key)?.i ?? NaN);
      return {
        opType: node.opType,
        dims: tensorDims(weights),
        transposed: attribute('transB') === 1,
        group: attribute('group') || 1,
      };
    }
    const passing = new Set(['Cast', 'Identity', 'Mul', 'Add', 'Sub', 'Div', 'Relu', 'BatchNormalization']);
    tensors = readers.filter((node) => passing.has(node.opType)).map((node) => node.output[0] ?? '');
  }
  return null;
}
