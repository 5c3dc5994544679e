import type { TrainingKind } from '../../protocol/training.ts';

export const ACTIVATIONS = ['none', 'relu', 'leakyRelu', 'silu', 'gelu', 'tanh', 'sigmoid'] as const;
export type Activation = (typeof ACTIVATIONS)[number];

/** 'group' is group normalisation with at most 8 groups, 'layer' one group over all channels: both independent of the batch. */
export type NormName = 'group' | 'layer';

/** x · W + b over a flat input; an input of shape [C,H,W] is flattened in that order first. Result [units]. */
export interface DenseLayer {
  type: 'dense';
  units: number;
  activation: Activation;
}

/** Convolution over [C,H,W] with a bias, then norm, then activation. */
export interface ConvLayer {
  type: 'conv';
  filters: number;
  /** Side of the square kernel. */
  kernel: number;
  stride: number;
  /** Zeros around the image on every side; 0 when absent. */
  padding?: number;
  /** Distance between kernel taps; 1 when absent. */
  dilation?: number;
  /** A convolution followed by a norm has no bias of its own: the norm's shift is its bias. */
  norm?: NormName | null;
  activation: Activation;
}

/** Transposed convolution: side becomes (side − 1)·stride − 2·padding + kernel + outputPadding. */
export interface ConvTransposeLayer {
  type: 'convTranspose';
  filters: number;
  kernel: number;
  stride: number;
  /** 0 when absent. */
  padding?: number;
  /** 0 when absent; less than the stride. */
  outputPadding?: number;
  norm?: NormName | null;
  activation: Activation;
}

export type LayerSpec =
  | DenseLayer
  | ConvLayer
  | ConvTransposeLayer
  /** The target shape without the batch axis. */
  | { type: 'reshape'; shape: number[] }
  /** Every pixel becomes a 2×2 square of itself. */
  | { type: 'upsample'; factor: 2 }
  /** Every 2×2 square becomes its mean. */
  | { type: 'downsample'; factor: 2 }
  /** [C,H,W] to [C·block²,H/block,W/block] in the order of ONNX's SpaceToDepth. */
  | { type: 'spaceToDepth'; block: number }
  /** The inverse, in DCR order: [C·block²,H,W] to [C,H·block,W·block]. */
  | { type: 'depthToSpace'; block: number }
  /** x + layers(x); the layers keep the shape. */
  | { type: 'residual'; layers: LayerSpec[] };

/**
 * How the decoder's last values become x̂ in 0..1. 'sigmoid': they are logits, for pictures that are mostly black and white. 'clip':
 * they are x̂ itself, cut off at 0 and 1, as PCA gives it.
 */
export type OutputName = 'sigmoid' | 'clip';

/** A network from images to z and back, as plain data: what architectures choose and step graphs are built from. */
export interface NetworkSpec {
  kind: TrainingKind;
  channels: 1 | 3;
  height: number;
  width: number;
  /** D, the size of z. */
  latent: number;
  /** From the image [C,H,W] float32 in 0..1 to features of any shape; the dense layer to z (VAE: to mu and logvar) follows. */
  encoder: LayerSpec[];
  /** From z [D] to the output's values [C,H,W]. */
  decoder: LayerSpec[];
  output: OutputName;
  /**
   * Whether images and z are joined by a linear path too, beside the layers: z = W·x + b + f(x), x̂ = V·z + m + g(z). With f and g at zero
   * that is PCA, from which such a network starts. Without layers it is a linear autoencoder and nothing else.
   */
  linear: boolean;
  /**
   * P: the layers and the linear path take and give coordinates in the first P principal components of the training images, c = U·(x − m) / s and
   * x̂ = clip(s·Uᵀ·c + m), where U, m and s are not trained; s is the deviation of the first, so that every coordinate's is at most 1. Large images so need no large weights, whose steps cost more than all the rest. Absent:
   * they take and give the pixels themselves.
   */
  components?: number;
}

/** Parameters of this beginning are given to a network and never trained. */
const FIXED = 'basis.';
/** m [C·H·W] float32, and U as columns [C·H·W,P]. */
export const BASIS_MEAN = `${FIXED}mean`;
export const BASIS_COMPONENTS = `${FIXED}components`;
/** s [1] float32 */
export const BASIS_SCALE = `${FIXED}scale`;

export const isFixed = (parameter: string): boolean => parameter.startsWith(FIXED);

/** Whether one half of a network, its encoder or its decoder, is the linear path and nothing beside it. */
export const isLinearHalf = (
  layers: readonly LayerSpec[],
  { linear }: Pick<NetworkSpec, 'linear'>,
): boolean => linear && layers.length === 0;
