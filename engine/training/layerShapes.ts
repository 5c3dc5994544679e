import { isLinearHalf, type LayerSpec, type NetworkSpec } from './NetworkSpec.ts';

/** What a layer costs one image: values to learn, and multiplications in the forward pass. */
export interface LayerCost {
  parameters: number;
  multiplications: number;
}

/** [units], or [C,H,W]. */
export type FeatureShape = readonly number[];

const sizeOf = (shape: FeatureShape) => shape.reduce((product, dim) => product * dim, 1);

/**
 * The shape that a layer makes of a shape, without the batch axis.
 * @throws Error naming the layer and the shape where they do not fit
 */
export function layerOutputShape(layer: LayerSpec, input: FeatureShape): FeatureShape {
  const refuse = (expected: string): never => {
    throw new Error(`Layer ${layer.type}: expected ${expected}, got [${input.join(',')}].`);
  };
  if (layer.type === 'dense') return [layer.units];
  if (layer.type === 'reshape') {
    if (sizeOf(layer.shape) !== sizeOf(input)) refuse(`${sizeOf(layer.shape)} values`);
    return layer.shape;
  }
  if (input.length !== 3) refuse('[C,H,W]');
  const [channels, height, width] = input as readonly [number, number, number];
  const sides = (change: (side: number) => number) => [change(height), change(width)];
  switch (layer.type) {
    case 'conv': {
      const reach = (layer.dilation ?? 1) * (layer.kernel - 1) + 1 - 2 * (layer.padding ?? 0);
      const [h, w] = sides((side) => Math.floor((side - reach) / layer.stride) + 1);
      if (h! < 1 || w! < 1) refuse(`sides of at least ${reach}`);
      return [layer.filters, h!, w!];
    }
    case 'convTranspose':
      return [
        layer.filters,
        ...sides(
          (side) =>
            (side - 1) * layer.stride - 2 * (layer.padding ?? 0) + layer.kernel + (layer.outputPadding ?? 0),
        ),
      ];
    case 'upsample':
      return [channels, ...sides((side) => side * layer.factor)];
    case 'downsample':
      if (height % layer.factor || width % layer.factor) refuse(`sides divisible by ${layer.factor}`);
      return [channels, ...sides((side) => side / layer.factor)];
    case 'spaceToDepth':
      if (height % layer.block || width % layer.block) refuse(`sides divisible by ${layer.block}`);
      return [channels * layer.block ** 2, ...sides((side) => side / layer.block)];
    case 'depthToSpace':
      if (channels % layer.block ** 2) refuse(`channels divisible by ${layer.block ** 2}`);
      return [channels / layer.block ** 2, ...sides((side) => side * layer.block)];
    case 'residual': {
      const output = layersOutputShape(layer.layers, input);
      if (output.join() !== input.join())
        refuse(`layers that keep the shape (they make [${output.join(',')}])`);
      return output;
    }
  }
}

export function layersOutputShape(layers: readonly LayerSpec[], input: FeatureShape): FeatureShape {
  return layers.reduce((shape, layer) => layerOutputShape(layer, shape), input);
}

export function layerCost(layer: LayerSpec, input: FeatureShape): LayerCost {
  if (layer.type === 'residual') return layersCost(layer.layers, input);
  if (layer.type === 'dense') return denseCost(sizeOf(input), layer.units);
  if (layer.type !== 'conv' && layer.type !== 'convTranspose') return { parameters: 0, multiplications: 0 };
  const weights = layer.filters * input[0]! * layer.kernel ** 2;
  const output = layerOutputShape(layer, input);
  // A transposed convolution multiplies once per input pixel, a convolution once per output pixel.
  const [, height, width] = layer.type === 'conv' ? output : input;
  return {
    parameters: weights + layer.filters * (layer.norm ? 2 : 1),
    multiplications: weights * height! * width!,
  };
}

function layersCost(layers: readonly LayerSpec[], input: FeatureShape): LayerCost {
  let shape = input;
  const total = { parameters: 0, multiplications: 0 };
  for (const layer of layers) {
    const cost = layerCost(layer, shape);
    total.parameters += cost.parameters;
    total.multiplications += cost.multiplications;
    shape = layerOutputShape(layer, shape);
  }
  return total;
}

const denseCost = (inputs: number, units: number): LayerCost => ({
  parameters: inputs * units + units,
  multiplications: inputs * units,
});

/** To coordinates and back. Nothing of it is learned, so that a step takes three such products where those of a layer take three each. */
const basisCost = (count: number, values: number): LayerCost => ({
  parameters: 0,
  multiplications: count * values,
});

/**
 * Checks that encoder and decoder fit together and adds up what they cost.
 * @throws Error naming the layer and shape that do not fit
 */
export function networkCost(spec: NetworkSpec): LayerCost {
  const pixels = [spec.channels, spec.height, spec.width];
  const image = spec.components ? [spec.components] : pixels;
  const features = layersOutputShape(spec.encoder, image);
  if (!isLinearHalf(spec.decoder, spec)) {
    const logits = layersOutputShape(spec.decoder, [spec.latent]);
    if (logits.join() !== image.join()) {
      throw new Error(`Decoder: expected to end in [${image.join(',')}], got [${logits.join(',')}].`);
    }
  }
  const heads = (isLinearHalf(spec.encoder, spec) ? 0 : 1) + (spec.kind === 'vae' ? 1 : 0);
  const parts = [
    layersCost(spec.encoder, image),
    ...Array.from({ length: heads }, () => denseCost(sizeOf(features), spec.latent)),
    layersCost(spec.decoder, [spec.latent]),
    ...(spec.components ? [basisCost(spec.components, sizeOf(pixels))] : []),
    ...(spec.linear ? [denseCost(sizeOf(image), spec.latent), denseCost(spec.latent, sizeOf(image))] : []),
  ];
  return {
    parameters: parts.reduce((sum, part) => sum + part.parameters, 0),
    multiplications: parts.reduce((sum, part) => sum + part.multiplications, 0),
  };
}
