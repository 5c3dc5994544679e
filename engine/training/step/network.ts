import { EngineError } from '../../../protocol/EngineError.ts';
import { sameShape, shapeError, sizeOf, type Shape } from '../graph/shape.ts';
import type { Tensor } from '../graph/Tensor.ts';
import {
  BASIS_COMPONENTS,
  BASIS_MEAN,
  BASIS_SCALE,
  isLinearHalf,
  type Activation,
  type LayerSpec,
  type NetworkSpec,
  type NormName,
} from '../NetworkSpec.ts';
import { activate } from '../operators/activate.ts';
import { add } from '../operators/add.ts';
import { clipThrough } from '../operators/clipThrough.ts';
import { conv } from '../operators/conv.ts';
import { convTranspose } from '../operators/convTranspose.ts';
import { depthToSpace } from '../operators/depthToSpace.ts';
import { div } from '../operators/div.ts';
import { downsample } from '../operators/downsample.ts';
import { gemm, gemmTransposed } from '../operators/gemm.ts';
import { groupNormalization } from '../operators/groupNormalization.ts';
import { flatten, reshape } from '../operators/reshape.ts';
import { sub } from '../operators/sub.ts';
import { sigmoid } from '../operators/sigmoid.ts';
import { spaceToDepth } from '../operators/spaceToDepth.ts';
import { mul } from '../operators/mul.ts';
import { productConv, productConvTranspose } from '../operators/productConv.ts';
import { transpose } from '../operators/transpose.ts';
import { upsample } from '../operators/upsample.ts';

/** How a parameter starts: drawn evenly from −bound..bound, or one value everywhere. */
export type Initializer = { bound: number } | { value: number };

/** Gives the tensor of a parameter when the network asks for it. Layers ask in a fixed order; what both halves share is asked for twice. */
export type ParameterSource = (name: string, shape: Shape, initializer: Initializer) => Tensor;

/**
 * 'standard': one ONNX operator per layer, for graphs that others read. 'products': convolutions that can be are matrix
 * products with channels last, which trains faster on the CPU; the numbers are the same.
 */
export type Lowering = 'standard' | 'products';

const MAX_GROUPS = 8;
/** A VAE starts with posteriors near the prior's width, and the decoder's gradient then narrows them. */
const LOGVAR_INIT_SCALE = 0.1;

/**
 * The encoder: x [N,C,H,W] in 0..1 to z [N,D], or for a VAE to mu and logvar, both [N,D].
 * @throws EngineError 'training-failed' naming layer, operator and shapes when the layers do not fit together
 */
export function encoderNetwork(
  spec: NetworkSpec,
  x: Tensor,
  parameter: ParameterSource,
  lowering: Lowering = 'standard',
): { z: Tensor; logvar: Tensor | null } {
  const seen = spec.components ? coordinates(spec, spec.components, x, parameter) : x;
  const features = flatten(layers(spec.encoder, seen, 'encoder', parameter, lowering));
  const name = spec.kind === 'vae' ? 'encoder.mu' : 'encoder.z';
  const z = joined(
    spec.linear ? linearPath(seen, spec.latent, ENCODER_PATH, parameter) : null,
    isLinearHalf(spec.encoder, spec) ? null : dense(features, spec.latent, 'none', name, parameter),
  );
  if (spec.kind !== 'vae') return { z, logvar: null };
  const logvar = dense(features, spec.latent, 'none', 'encoder.logvar', parameter, LOGVAR_INIT_SCALE);
  return { z, logvar };
}

/**
 * The decoder: z [N,D] to the output's values [N,C,H,W]: logits, or x̂ before it is cut off at 0 and 1.
 * @throws EngineError 'training-failed' naming layer, operator and shapes when the layers do not fit together
 */
export function decoderNetwork(
  spec: NetworkSpec,
  z: Tensor,
  parameter: ParameterSource,
  lowering: Lowering = 'standard',
): Tensor {
  const images = [z.shape[0]!, spec.channels, spec.height, spec.width];
  const shape = spec.components ? [z.shape[0]!, spec.components] : images;
  const drawn = isLinearHalf(spec.decoder, spec)
    ? null
    : layers(spec.decoder, z, 'decoder', parameter, lowering);
  if (drawn && !sameShape(drawn.shape, shape)) {
    const wanted = spec.components ? 'coordinates' : 'images';
    throw shapeError('decoder', `the last layer must give ${wanted}`, drawn.shape, shape);
  }
  const units = spec.components ?? imageSize(spec);
  const linear = spec.linear ? reshape(linearPath(z, units, DECODER_PATH, parameter), shape) : null;
  const values = joined(linear, drawn);
  return spec.components
    ? reshape(fromCoordinates(spec, spec.components, values, parameter), images)
    : values;
}

/** c = U·(x − m) / s: images [N,C,H,W] to [N,P]. */
function coordinates(spec: NetworkSpec, count: number, x: Tensor, parameter: ParameterSource): Tensor {
  const { mean, components, scale } = basisOf(spec, count, parameter);
  return div(gemm(sub(flatten(x), mean), components, null), scale);
}

/** s·Uᵀ·c + m: [N,P] to [N,C·H·W]. */
function fromCoordinates(spec: NetworkSpec, count: number, c: Tensor, parameter: ParameterSource): Tensor {
  const { mean, components, scale } = basisOf(spec, count, parameter);
  return gemmTransposed(mul(c, scale), components, mean);
}

function basisOf(spec: NetworkSpec, count: number, parameter: ParameterSource) {
  const size = imageSize(spec);
  return {
    mean: parameter(BASIS_MEAN, [size], { value: 0 }),
    components: parameter(BASIS_COMPONENTS, [size, count], { value: 0 }),
    scale: parameter(BASIS_SCALE, [1], { value: 1 }),
  };
}

/** The names of the linear path's parameters begin so; its weights are [C·H·W,D] and [D,C·H·W]. */
export const ENCODER_PATH = 'encoder.linear';
export const DECODER_PATH = 'decoder.linear';

function joined(linear: Tensor | null, layered: Tensor | null): Tensor {
  if (linear && layered) return add(linear, layered);
  return (linear ?? layered)!;
}

/** x · W + b, without an activation. Its weights are a start's to give: at first they are zero. */
function linearPath(x: Tensor, units: number, name: string, parameter: ParameterSource): Tensor {
  const flat = flatten(x);
  const w = parameter(`${name}.weight`, [flat.shape[1]!, units], { value: 0 });
  const b = parameter(`${name}.bias`, [units], { value: 0 });
  return gemm(flat, w, b);
}

/** x̂ in 0..1 of the decoder's last values. Cut off, they have the gradient of values that are not, so that none is stuck outside. */
export const outputOf = ({ output }: Pick<NetworkSpec, 'output'>, values: Tensor): Tensor =>
  output === 'sigmoid' ? sigmoid(values) : clipThrough(values, 0, 1);

function layers(
  specs: readonly LayerSpec[],
  input: Tensor,
  prefix: string,
  parameter: ParameterSource,
  lowering: Lowering,
): Tensor {
  return specs.reduce((x, spec, index) => {
    const name = `${prefix}.${index}`;
    try {
      return layer(spec, x, name, parameter, lowering);
    } catch (error) {
      if (error instanceof EngineError && !error.message.startsWith('Layer ')) {
        throw new EngineError(error.code, `Layer ${name} (${spec.type}): ${error.message}`, error.details);
      }
      throw error;
    }
  }, input);
}

function layer(
  spec: LayerSpec,
  x: Tensor,
  name: string,
  parameter: ParameterSource,
  lowering: Lowering,
): Tensor {
  switch (spec.type) {
    case 'dense':
      return dense(x, spec.units, spec.activation, name, parameter);
    case 'conv': {
      const channels = x.shape[1]!;
      const taps = spec.kernel ** 2;
      const bound = initialBound(spec.activation, channels * taps, spec.filters * taps);
      const w = parameter(`${name}.weight`, [spec.filters, channels, spec.kernel, spec.kernel], { bound });
      const b = spec.norm ? null : parameter(`${name}.bias`, [spec.filters], { value: 0 });
      if (lowering === 'products' && spec.kernel % spec.stride === 0 && (spec.dilation ?? 1) === 1) {
        const rows = productConv(channelsLast(x), w, b, { stride: spec.stride, padding: spec.padding ?? 0 });
        if (!spec.norm) return channelsFirst(activate(rows, spec.activation));
        return activate(normalize(channelsFirst(rows), spec.norm, name, parameter), spec.activation);
      }
      const y = conv(x, w, b, {
        stride: spec.stride,
        padding: spec.padding ?? 0,
        dilation: spec.dilation ?? 1,
      });
      return activate(normalize(y, spec.norm, name, parameter), spec.activation);
    }
    case 'convTranspose': {
      const channels = x.shape[1]!;
      const taps = spec.kernel ** 2;
      // Each output pixel meets only every stride-th tap of each axis.
      const met = taps / spec.stride ** 2;
      const bound = initialBound(spec.activation, channels * met, spec.filters * taps);
      const w = parameter(`${name}.weight`, [channels, spec.filters, spec.kernel, spec.kernel], { bound });
      const b = spec.norm ? null : parameter(`${name}.bias`, [spec.filters], { value: 0 });
      const { stride, padding = 0, outputPadding = 0 } = spec;
      if (lowering === 'products' && spec.kernel % stride === 0) {
        const rows = productConvTranspose(channelsLast(x), w, b, { stride, padding }, outputPadding);
        if (!spec.norm) return channelsFirst(activate(rows, spec.activation));
        return activate(normalize(channelsFirst(rows), spec.norm, name, parameter), spec.activation);
      }
      const y = convTranspose(x, w, b, { stride, padding, outputPadding, dilation: 1 });
      return activate(normalize(y, spec.norm, name, parameter), spec.activation);
    }
    case 'reshape':
      return reshape(x, [x.shape[0]!, ...spec.shape]);
    case 'upsample':
      return upsample(x);
    case 'downsample':
      return downsample(x);
    case 'spaceToDepth':
      return spaceToDepth(x, spec.block);
    case 'depthToSpace':
      return depthToSpace(x, spec.block);
    case 'residual': {
      const y = layers(spec.layers, x, `${name}.layers`, parameter, lowering);
      if (!sameShape(x.shape, y.shape))
        throw shapeError('residual', 'its layers must keep the shape', x.shape, y.shape);
      return add(x, y);
    }
  }
}

// Between two layers of matrix products these cancel while the graph is built.
const channelsLast = (x: Tensor): Tensor => transpose(x, [0, 2, 3, 1]);
const channelsFirst = (x: Tensor): Tensor => transpose(x, [0, 3, 1, 2]);

function dense(
  input: Tensor,
  units: number,
  activation: Activation,
  name: string,
  parameter: ParameterSource,
  initScale = 1,
): Tensor {
  const x = flatten(input);
  const inputs = x.shape[1]!;
  const w = parameter(`${name}.weight`, [inputs, units], {
    bound: initScale * initialBound(activation, inputs, units),
  });
  const b = parameter(`${name}.bias`, [units], { value: 0 });
  return activate(gemm(x, w, b), activation);
}

function normalize(
  x: Tensor,
  norm: NormName | null | undefined,
  name: string,
  parameter: ParameterSource,
): Tensor {
  if (!norm) return x;
  const channels = x.shape[1]!;
  const scale = parameter(`${name}.scale`, [channels], { value: 1 });
  const shift = parameter(`${name}.shift`, [channels], { value: 0 });
  return groupNormalization(x, norm === 'group' ? groupsOf(channels) : 1, scale, shift);
}

/** The largest number of groups up to 8 that divides the channels. */
function groupsOf(channels: number): number {
  let groups = Math.min(MAX_GROUPS, channels);
  while (channels % groups) groups--;
  return groups;
}

/** He et al. 2015 before rectifiers and their kin, Glorot & Bengio 2010 before the rest; both as even distributions. */
function initialBound(activation: Activation, fanIn: number, fanOut: number): number {
  const rectifier = activation !== 'none' && activation !== 'tanh' && activation !== 'sigmoid';
  return rectifier ? Math.sqrt(6 / fanIn) : Math.sqrt(6 / (fanIn + fanOut));
}

/** The tensors of images as the network takes them: the sizes a spec promises. */
export const imageShape = (spec: NetworkSpec, count: number): Shape => [
  count,
  spec.channels,
  spec.height,
  spec.width,
];
export const imageSize = (spec: NetworkSpec): number => sizeOf(imageShape(spec, 1));
