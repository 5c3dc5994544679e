import type { PresetName, TrainedPreset, TrainingKind } from '../../protocol/training.ts';
import type { Activation, LayerSpec, NetworkSpec, OutputName } from './NetworkSpec.ts';

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
  /** 'sigmoid' for a loss of logits; such a network has no linear path, and does not start as PCA. 'clip' when absent. */
  output?: OutputName;
}

/** Of larger ones the components would be too few, or too large; they are left to convolutions. */
const LARGEST_DENSE_IMAGE = 2 ** 16;

/**
 * Dense layers beside the linear path learn the most in the time that people wait: 362 images of 64×64 pixels (z of 32) come to 0.74 of PCA's
 * held-out error in 20 seconds on two cores, by convolutions to 0.93 in 40; 3,407 colour pictures of 64×64 to 0.61 and 0.93.
 */
export function chooseArchitecture(size: number, channels: 1 | 3, preset: PresetName): Architecture {
  if (preset === 'instant') return 'linear';
  return size * size * channels <= LARGEST_DENSE_IMAGE ? 'dense' : 'conv';
}

/** The network for images of a kind: how wide and deep is the preset's word, the rest follows from the sizes. */
export function chooseNetwork(choice: NetworkChoice): NetworkSpec {
  const { architecture, kind, preset, channels, size, latent } = choice;
  const common = { kind, channels, height: size, width: size, latent };
  if (architecture === 'linear' || preset === 'instant') return { ...common, ...LINEAR };
  const output = choice.output ?? 'clip';
  if (architecture === 'dense' && output === 'clip' && size * size * channels > LARGEST_IN_PIXELS) {
    const components = Math.max(latent, componentsFor(preset, size * size * channels));
    return { ...common, output, linear: true, components, ...layersOnComponents(preset, components) };
  }
  const halves = architecture === 'dense' ? denseLayers(preset, choice) : convLayers(preset, choice);
  return { ...common, output, linear: output === 'clip', ...halves };
}

/** What PCA is as a network: the linear path and nothing beside it. */
export const LINEAR = {
  output: 'clip',
  linear: true,
  encoder: [],
  decoder: [],
} as const satisfies Partial<NetworkSpec>;

type Halves = Pick<NetworkSpec, 'encoder' | 'decoder'>;

/**
 * Images of more values are seen by dense layers as their principal components. 3,407 pictograms (64×64×3, z of 32) come to 0.69 of PCA's
 * held-out error after 38,000 images shown, at 61 ms a step of one core; by weights at the pixels to 0.81, at two to three times the cost.
 * Of small images it would lose: 4,500 handwritten digits (z of 30) come to 0.37 by their pixels, by 256 components to 0.49.
 */
const LARGEST_IN_PIXELS = 2048;
/** Beyond them lies 11 % of what PCA of 32 misses (pictograms, 512 components), 14 to 24 % (scans of heads, 1024 and 512). */
const COMPONENTS: Record<TrainedPreset, number> = { quick: 512, balanced: 768, quality: 1024 };
/** Values of all of them: 64 MiB in each half of the model. */
const LARGEST_BASIS = 2 ** 24;

const componentsFor = (preset: TrainedPreset, values: number): number =>
  Math.min(COMPONENTS[preset], Math.floor(LARGEST_BASIS / values), values);

function layersOnComponents(preset: TrainedPreset, components: number): Halves {
  const units = DENSE_UNITS[preset];
  return {
    encoder: units.map((count) => denseLayer(count)),
    decoder: [...units.toReversed().map((count) => denseLayer(count)), denseLayer(components, 'none')],
  };
}

/** Units of the hidden layers, widest image first. */
const DENSE_UNITS: Record<TrainedPreset, readonly number[]> = {
  quick: [512, 256],
  balanced: [1000, 500],
  quality: [1500, 750],
};
/** Weights of the layer at an image: what it costs is moving them, not multiplying by them. */
const LARGEST_DENSE_LAYER: Record<TrainedPreset, number> = { quick: 5e6, balanced: 7e6, quality: 10e6 };
const DENSE_ACTIVATION: Activation = 'relu';

function denseLayers(preset: TrainedPreset, { size, channels }: NetworkChoice): Halves {
  const values = size * size * channels;
  const affordable = Math.floor(LARGEST_DENSE_LAYER[preset] / values);
  const units = DENSE_UNITS[preset].map((count) => Math.min(count, affordable));
  return {
    encoder: units.map((count) => denseLayer(count)),
    decoder: [
      ...units.toReversed().map((count) => denseLayer(count)),
      denseLayer(values, 'none'),
      { type: 'reshape', shape: [channels, size, size] },
    ],
  };
}

const denseLayer = (units: number, activation: Activation = DENSE_ACTIVATION): LayerSpec => ({
  type: 'dense',
  units,
  activation,
});

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
