import type { PresetName, TrainedPreset, TrainingKind } from '../../protocol/training.ts';
import type { Activation, LayerSpec, NetworkSpec } from './NetworkSpec.ts';

/** 'linear': no layers, PCA as a network. */
export type Architecture = 'linear' | 'dense' | 'conv';

export interface NetworkChoice {
  architecture: Architecture;
  kind: TrainingKind;
  preset: PresetName;
  /** Side of the square image in pixels, 8..256. */
  size: number;
  channels: 1 | 3;
  /** D */
  latent: number;
}

/** Images of up to this many values count as small. */
const LARGEST_SMALL_IMAGE = 32 * 32;

export const isSmallImage = (size: number, channels: 1 | 3): boolean =>
  size * size * channels <= LARGEST_SMALL_IMAGE;

/**
 * Dense networks are the fastest for small images, and know few images by heart the soonest: of 4,500 handwritten digits
 * (z of 30, 16 epochs) a convolutional network of a ninth of the weights came to a held-out squared error of 7.27, a dense
 * one to 8.60. So only the preset that is to be quick takes them.
 */
export function chooseArchitecture(size: number, channels: 1 | 3, preset: PresetName): Architecture {
  if (preset === 'instant') return 'linear';
  return preset === 'quick' && isSmallImage(size, channels) ? 'dense' : 'conv';
}

/** The network for images of a kind: how wide and deep is the preset's word, the rest follows from the sizes. */
export function chooseNetwork(choice: NetworkChoice): NetworkSpec {
  const { architecture, kind, preset, channels, size, latent } = choice;
  const common = { kind, channels, height: size, width: size, latent };
  if (architecture === 'linear' || preset === 'instant') return { ...common, ...LINEAR };
  const halves = architecture === 'dense' ? denseLayers(preset, choice) : convLayers(preset, choice);
  return { ...common, output: 'sigmoid', linear: false, ...halves };
}

/** What PCA is as a network: the linear path and nothing beside it. */
export const LINEAR = {
  output: 'clip',
  linear: true,
  encoder: [],
  decoder: [],
} as const satisfies Partial<NetworkSpec>;

type Halves = Pick<NetworkSpec, 'encoder' | 'decoder'>;

/** Units of the hidden layers for 784 values; 1000-500-250 is the network of Hinton & Salakhutdinov 2006. */
const DENSE_UNITS: Record<TrainedPreset, readonly number[]> = {
  quick: [512, 256],
  balanced: [1000, 500, 250],
  quality: [1500, 750, 375],
};
const DENSE_ACTIVATION: Activation = 'relu';

function denseLayers(preset: TrainedPreset, { size, channels }: NetworkChoice): Halves {
  const values = size * size * channels;
  const scale = Math.min(1.5, Math.max(0.4, Math.sqrt(values / 784)));
  const units = DENSE_UNITS[preset].map((count) => Math.round(count * scale));
  const dense = (count: number, activation: Activation = DENSE_ACTIVATION): LayerSpec => ({
    type: 'dense',
    units: count,
    activation,
  });
  return {
    encoder: units.map((count) => dense(count)),
    decoder: [
      ...units.toReversed().map((count) => dense(count)),
      dense(values, 'none'),
      { type: 'reshape', shape: [channels, size, size] },
    ],
  };
}

/** Channels of the stages, widest image first; each stage halves the sides. */
const CONV_FILTERS: Record<TrainedPreset, readonly number[]> = {
  quick: [32, 64, 96, 128],
  balanced: [48, 96, 160, 192],
  quality: [64, 128, 192, 256],
};
const CONV_ACTIVATION: Activation = 'relu';
/** Sides at which the features are handed to the dense layers. */
const SMALLEST_SIDE = 4;

/**
 * Patches in, patches out: the image is cut into squares of `block` pixels that become the channels of one position
 * (a space-to-depth stem), so that the widest and costliest maps never exist; then every stage halves the sides by a
 * 4×4 convolution and the decoder mirrors it.
 */
function convLayers(preset: TrainedPreset, { size, channels }: NetworkChoice): Halves {
  const block = stemBlock(size);
  const sides = [Math.ceil(size / block)];
  while (sides.at(-1)! > SMALLEST_SIDE + 1) sides.push(Math.floor(sides.at(-1)! / 2));
  const filters = sides.map((_, stage) => CONV_FILTERS[preset][Math.min(stage, 3)]!);
  const encoder = stem(size, block, filters[0]!);
  const decoder: LayerSpec[] = [];
  for (let stage = 1; stage < sides.length; stage++) {
    encoder.push({
      type: 'conv',
      filters: filters[stage]!,
      kernel: 4,
      stride: 2,
      padding: 1,
      activation: CONV_ACTIVATION,
    });
    decoder.unshift({
      type: 'convTranspose',
      filters: filters[stage - 1]!,
      kernel: 4,
      stride: 2,
      padding: 1,
      outputPadding: sides[stage - 1]! % 2,
      activation: CONV_ACTIVATION,
    });
  }
  const smallest = [filters.at(-1)!, sides.at(-1)!, sides.at(-1)!];
  decoder.unshift(
    { type: 'dense', units: smallest[0]! * smallest[1]! * smallest[2]!, activation: CONV_ACTIVATION },
    { type: 'reshape', shape: smallest },
  );
  return { encoder, decoder: [...decoder, ...unstem(size, block, channels)] };
}

/** Side of the square of pixels that becomes one position: larger for larger images, so that the first map stays small. */
function stemBlock(size: number): number {
  if (size < 12) return 1;
  if (size < 48) return 2;
  return size <= 128 ? 4 : 8;
}

function stem(size: number, block: number, filters: number): LayerSpec[] {
  const activation = CONV_ACTIVATION;
  if (block === 1) return [{ type: 'conv', filters, kernel: 3, stride: 1, padding: 1, activation }];
  if (size % block === 0) {
    return [
      { type: 'spaceToDepth', block },
      { type: 'conv', filters, kernel: 1, stride: 1, activation },
    ];
  }
  const { padding } = patchPadding(size, block);
  return [{ type: 'conv', filters, kernel: block, stride: block, padding, activation }];
}

/** The stem's mirror image: logits of every position's square of pixels. */
function unstem(size: number, block: number, channels: number): LayerSpec[] {
  const activation = 'none';
  if (block === 1) return [{ type: 'conv', filters: channels, kernel: 3, stride: 1, padding: 1, activation }];
  if (size % block === 0) {
    return [
      { type: 'conv', filters: channels * block ** 2, kernel: 1, stride: 1, activation },
      { type: 'depthToSpace', block },
    ];
  }
  return [
    {
      type: 'convTranspose',
      filters: channels,
      kernel: block,
      stride: block,
      ...patchPadding(size, block),
      activation,
    },
  ];
}

/** Padding for squares that do not divide the image: the last ones reach over the border. */
function patchPadding(size: number, block: number): { padding: number; outputPadding: number } {
  const covered = Math.ceil(size / block) * block;
  const padding = Math.ceil((covered - size) / 2);
  return { padding, outputPadding: size - covered + 2 * padding };
}
