/** The kinds of model that people have, each as graphs and as plain loops that say what the graphs must compute. */
import type { ImageLayout, LatentPrior } from '../../../protocol/model.ts';
import { elementTypeOf, makeValueInfo } from '../../onnx/node.ts';
import { int64ToNumber, onnx } from '../../onnx/proto.ts';
import { writeOnnx } from '../../onnx/model.ts';
import { GraphBuilder } from './GraphBuilder.ts';
import { conv, convTranspose, dense, relu, sigmoid, tanh, weights } from './layers.ts';

export interface Kind {
  title: string;
  /** Files of the model's folder. */
  files: Record<string, Uint8Array | string>;
  /** What to open, below the folder; the folder itself when absent. */
  open?: string;
  image: { width: number; height: number; channels: 1 | 3; layout: ImageLayout; range: [number, number] };
  latent: { shape: number[]; prior: LatentPrior };
  logvar?: string;
  /** x as the tensor holds it, always in C,H,W order, to z. */
  encode?: (x: Float64Array) => Float64Array;
  /** z to x̂ as the tensor holds it, in C,H,W order. */
  decode?: (z: Float64Array) => Float64Array;
  /** Largest difference of z, and of a decoded byte. */
  tolerance?: { z: number; byte: number };
}

interface Shape {
  width: number;
  height: number;
  channels: 1 | 3;
  D: number;
}

type Options = {
  opset?: number;
  type?: 'float32' | 'float16';
  batch?: number | string;
  layout?: ImageLayout;
};

const F = 4;

function convWeights({ width, height, channels, D }: Shape) {
  const features = (F * width * height) / 4;
  return {
    features,
    cw: weights([F, channels, 4, 4], 1),
    cb: weights([F], 2, 0.1),
    zw: weights([D, features], 3),
    zb: weights([D], 4, 0.1),
    lw: weights([D, features], 5),
    dw: weights([features, D], 6),
    db: weights([features], 7, 0.1),
    tw: weights([F, channels, 4, 4], 8, 2),
    tb: weights([channels], 9, 0.1),
  };
}

function convReference(shape: Shape, end: (x: Float64Array) => Float64Array) {
  const w = convWeights(shape);
  const { width, height } = shape;
  return {
    encode: (x: Float64Array) => dense(relu(conv(x, height, width, w.cw, w.cb)), w.zw, w.zb),
    decode: (z: Float64Array) =>
      end(convTranspose(relu(dense(z, w.dw, w.db)), height / 2, width / 2, w.tw, w.tb)),
  };
}

const dimsOf = ({ width, height, channels }: Shape, layout: ImageLayout, batch: number | string) =>
  layout === 'NCHW'
    ? [batch, channels, height, width]
    : layout === 'NHWC'
      ? [batch, height, width, channels]
      : [batch, channels * height * width];

/** Nodes from an image tensor of any layout to the features before z. */
function features(b: GraphBuilder, shape: Shape, layout: ImageLayout, x: string): string {
  const w = convWeights(shape);
  if (layout === 'NHWC') x = b.node('Transpose', [x], { perm: { ints: [0, 3, 1, 2] } });
  if (layout === 'flat') x = b.reshape(x, [-1, shape.channels, shape.height, shape.width]);
  return b.node('Flatten', [b.node('Relu', [b.conv('Conv', x, w.cw, w.cb)])]);
}

function convEncoder(shape: Shape, options: Options & { logvar?: string; z?: string } = {}): GraphBuilder {
  const { batch = 'N', layout = 'NCHW', z = 'z' } = options;
  const b = new GraphBuilder(options);
  const w = convWeights(shape);
  const h = features(b, shape, layout, b.input('x', dimsOf(shape, layout, batch)));
  b.dense(h, w.zw, w.zb, z);
  b.output(z, [batch, shape.D]);
  if (options.logvar) {
    b.dense(h, w.lw, w.zb, options.logvar);
    b.output(options.logvar, [batch, shape.D]);
  }
  return b;
}

function drawImage(
  b: GraphBuilder,
  shape: Shape,
  layout: ImageLayout,
  z: string,
  end: string,
  output: string,
): void {
  const w = convWeights(shape);
  const h = b.reshape(b.node('Relu', [b.dense(z, w.dw, w.db)]), [-1, F, shape.height / 2, shape.width / 2]);
  const y = b.conv('ConvTranspose', h, w.tw, w.tb);
  if (layout === 'NCHW') b.node(end, [y], {}, output);
  else if (layout === 'NHWC')
    b.node('Transpose', [b.node(end, [y])], { perm: { ints: [0, 2, 3, 1] } }, output);
  else b.node('Flatten', [b.node(end, [y])], {}, output);
}

function convDecoder(shape: Shape, end: 'Sigmoid' | 'Tanh', options: Options = {}): GraphBuilder {
  const { batch = 'N', layout = 'NCHW' } = options;
  const b = new GraphBuilder(options);
  drawImage(b, shape, layout, b.input('z', [batch, shape.D]), end, 'x_hat');
  b.output('x_hat', dimsOf(shape, layout, batch));
  return b;
}

const grey: Shape = { width: 12, height: 8, channels: 1, D: 3 };
const square: Shape = { width: 8, height: 8, channels: 1, D: 3 };
const colour: Shape = { width: 8, height: 12, channels: 3, D: 5 };
const squareColour: Shape = { width: 8, height: 8, channels: 3, D: 5 };

const imageOf = (
  { width, height, channels }: Shape,
  layout: ImageLayout,
  range: [number, number],
): Kind['image'] => ({
  width,
  height,
  channels,
  layout,
  range,
});

/** A pair of convolutional graphs in a folder. */
function pair(title: string, shape: Shape, end: 'Sigmoid' | 'Tanh', options: Options = {}): Kind {
  return {
    title,
    files: {
      'encoder.onnx': convEncoder(shape, options).bytes(),
      'decoder.onnx': convDecoder(shape, end, options).bytes(),
    },
    image: imageOf(shape, options.layout ?? 'NCHW', end === 'Tanh' ? [-1, 1] : [0, 1]),
    latent: { shape: [shape.D], prior: 'none' },
    ...convReference(shape, end === 'Tanh' ? tanh : sigmoid),
  };
}

function muLogvar(): Kind {
  return {
    ...pair('(mu, logvar), NCHW grey', grey, 'Sigmoid'),
    files: {
      'vae_encoder.onnx': convEncoder(grey, { z: 'mu', logvar: 'logvar' }).bytes(),
      'vae_decoder.onnx': convDecoder(grey, 'Sigmoid').bytes(),
    },
    latent: { shape: [3], prior: 'normal' },
    logvar: 'logvar',
  };
}

function numberedOutputs(): Kind {
  const kind = muLogvar();
  return {
    ...kind,
    title: '(mu, logvar) under the numbers of an old exporter',
    files: {
      'enc.onnx': convEncoder(grey, { z: '21', logvar: '22' }).bytes(),
      'dec.onnx': convDecoder(grey, 'Sigmoid').bytes(),
    },
    logvar: '22',
  };
}

/** Keras: z_mean, z_log_var and a sampled z; NHWC; the sampled z is listed first to be avoided. */
function kerasVae(): Kind {
  const b = new GraphBuilder();
  const w = convWeights(colour);
  const h = features(b, colour, 'NHWC', b.input('input_1', dimsOf(colour, 'NHWC', 'unk__12')));
  b.dense(h, w.zw, w.zb, 'z_mean');
  b.dense(h, w.lw, w.zb, 'z_log_var');
  const std = b.node('Exp', [b.node('Mul', ['z_log_var', b.scalar(0.5)])]);
  b.node('Add', ['z_mean', b.node('Mul', [std, b.node('RandomNormalLike', [std])])], {}, 'z');
  for (const name of ['z', 'z_mean', 'z_log_var']) b.output(name, ['unk__12', 5]);
  return {
    ...pair('three outputs (z, z_mean, z_log_var), NHWC colour', colour, 'Sigmoid', { layout: 'NHWC' }),
    files: {
      'encoder.onnx': b.bytes(),
      'decoder.onnx': convDecoder(colour, 'Sigmoid', { layout: 'NHWC' }).bytes(),
    },
    latent: { shape: [5], prior: 'normal' },
    logvar: 'z_log_var',
  };
}

/** A VAE that samples and gives only z: its noise is silenced, so that z is the mean. */
function samplingVae(): Kind {
  const b = new GraphBuilder();
  const w = convWeights(grey);
  const h = features(b, grey, 'NCHW', b.input('x', dimsOf(grey, 'NCHW', 'N')));
  const mean = b.dense(h, w.zw, w.zb);
  const std = b.node('Exp', [b.dense(h, w.lw, w.zb)]);
  b.node(
    'Add',
    [mean, b.node('Mul', [std, b.node('RandomNormalLike', [std], { dtype: { int: 1 } })])],
    {},
    'z',
  );
  b.output('z', ['N', 3]);
  return {
    ...pair('an encoder that only gives a sampled z', grey, 'Sigmoid'),
    latent: { shape: [3], prior: 'normal' },
    files: { 'encoder.onnx': b.bytes(), 'decoder.onnx': convDecoder(grey, 'Sigmoid').bytes() },
  };
}

/** A VAE whose noise is an input. */
function noiseInput(): Kind {
  const b = new GraphBuilder();
  const w = convWeights(grey);
  const h = features(b, grey, 'NCHW', b.input('x', dimsOf(grey, 'NCHW', 'N')));
  const std = b.node('Exp', [b.dense(h, w.lw, w.zb)]);
  b.node('Add', [b.dense(h, w.zw, w.zb), b.node('Mul', [std, b.input('eps', ['N', 3])])], {}, 'z');
  b.output('z', ['N', 3]);
  return {
    ...pair('noise as an input', grey, 'Sigmoid'),
    latent: { shape: [3], prior: 'normal' },
    files: { 'encoder.onnx': b.bytes(), 'decoder.onnx': convDecoder(grey, 'Sigmoid').bytes() },
  };
}

function wholeAutoencoder(type: 'float32' | 'float16', layout: ImageLayout = 'NCHW'): Kind {
  const shape = layout === 'flat' ? square : grey;
  const b = new GraphBuilder({ type });
  const w = convWeights(shape);
  const h = features(b, shape, layout, b.input('input', dimsOf(shape, layout, 'N')));
  const z = b.node('Tanh', [b.dense(h, w.zw, w.zb)]);
  drawImage(b, shape, layout, z, 'Sigmoid', 'output');
  b.output('output', dimsOf(shape, layout, 'N'));
  const reference = convReference(shape, sigmoid);
  return {
    title: `one file with z in the middle, ${type}, ${layout}`,
    files: { 'autoencoder.onnx': b.bytes() },
    open: 'autoencoder.onnx',
    image: imageOf(shape, layout, [0, 1]),
    latent: { shape: [3], prior: 'none' },
    encode: (x) => tanh(reference.encode(x)),
    decode: reference.decode,
    ...(type === 'float16' && { tolerance: { z: 0.02, byte: 3 } }),
  };
}

/** Latent-diffusion style: any size, mean and log-variance in one tensor, nothing at the end of the decoder. */
function spatialLatent(): Kind {
  const [cw, cb] = [weights([8, 3, 4, 4], 1), weights([8], 2)];
  const [tw, tb] = [weights([4, 3, 4, 4], 3), weights([3], 4)];
  const encoder = new GraphBuilder();
  encoder.conv(
    'Conv',
    encoder.input('sample', ['batch', 'channels', 'height', 'width']),
    cw,
    cb,
    'latent_parameters',
  );
  encoder.output('latent_parameters', ['batch', 'c', 'h', 'w']);
  const decoder = new GraphBuilder();
  decoder.conv('ConvTranspose', decoder.input('latent_sample', ['batch', 'c', 'h', 'w']), tw, tb, 'sample');
  decoder.output('sample', null);
  return {
    title: 'spatial z [4,H/2,W/2], any size, mean and log-variance in one tensor',
    files: { 'vae_encoder/model.onnx': encoder.bytes(), 'vae_decoder/model.onnx': decoder.bytes() },
    image: { width: 64, height: 64, channels: 3, layout: 'NCHW', range: [-1, 1] },
    latent: { shape: [4, 32, 32], prior: 'normal' },
    encode: (x) => conv(x, 64, 64, cw, cb).slice(0, 4 * 32 * 32),
    decode: (z) => convTranspose(z, 32, 32, tw, tb),
  };
}

function generator(): Kind {
  const [dw, db] = [weights([100, 4, 4, 4], 1, 4), weights([4], 2)];
  const [tw, tb] = [weights([4, 3, 4, 4], 3, 2), weights([3], 4)];
  const b = new GraphBuilder();
  const z = b.input('z', ['N', 100, 1, 1]);
  const h = b.node('ConvTranspose', [z, b.constant(dw), b.constant(db)], { kernel_shape: { ints: [4, 4] } });
  b.node('Tanh', [b.conv('ConvTranspose', b.node('Relu', [h]), tw, tb)], {}, 'image');
  b.output('image', ['N', 3, 8, 8]);
  return {
    title: 'a generator [N,100,1,1]',
    files: { 'netG.onnx': b.bytes() },
    image: { width: 8, height: 8, channels: 3, layout: 'NCHW', range: [-1, 1] },
    latent: { shape: [100, 1, 1], prior: 'normal' },
    decode: (z) => {
      const h = new Float64Array(64);
      for (let o = 0; o < 4; o++)
        for (let k = 0; k < 16; k++) {
          h[o * 16 + k] = db.values[o]!;
          for (let i = 0; i < 100; i++) h[o * 16 + k]! += dw.values[(i * 4 + o) * 16 + k]! * z[i]!;
        }
      return tanh(convTranspose(relu(h), 4, 4, tw, tb));
    },
  };
}

function embedding(): Kind {
  const { encode } = convReference(colour, sigmoid);
  return {
    title: 'an embedding model without a decoder',
    files: { 'model.onnx': convEncoder(colour, { z: 'embedding' }).bytes() },
    image: imageOf(colour, 'NCHW', [0, 1]),
    latent: { shape: [5], prior: 'none' },
    encode,
  };
}

/** The encoder divides bytes by 255 itself, the decoder multiplies up to 255. */
function byteRange(): Kind {
  const reference = convReference(grey, sigmoid);
  const w = convWeights(grey);
  const e = new GraphBuilder();
  const x = e.node('Div', [e.input('x', dimsOf(grey, 'NCHW', 'N')), e.scalar(255)]);
  e.dense(features(e, grey, 'NCHW', x), w.zw, w.zb, 'z');
  e.output('z', ['N', 3]);
  const d = new GraphBuilder();
  drawImage(d, grey, 'NCHW', d.input('z', ['N', 3]), 'Sigmoid', 'unit');
  d.node('Mul', ['unit', d.scalar(255)], {}, 'x_hat');
  d.output('x_hat', dimsOf(grey, 'NCHW', 'N'));
  return {
    ...pair('bytes as floats, 0..255', grey, 'Sigmoid'),
    files: { 'encoder.onnx': e.bytes(), 'decoder.onnx': d.bytes() },
    image: imageOf(grey, 'NCHW', [0, 255]),
    encode: (x) => reference.encode(x.map((value) => value / 255)),
    decode: (z) => reference.decode(z).map((value) => value * 255),
  };
}

/** (tanh + 1) / 2 at the end is 0..1. */
function shiftedTanh(): Kind {
  const d = new GraphBuilder();
  drawImage(d, grey, 'NCHW', d.input('z', ['N', 3]), 'Tanh', 'tanh');
  d.node('Div', [d.node('Add', ['tanh', d.scalar(1)]), d.scalar(2)], {}, 'x_hat');
  d.output('x_hat', dimsOf(grey, 'NCHW', 'N'));
  const reference = convReference(grey, tanh);
  return {
    ...pair('a decoder that ends in (tanh + 1) / 2', grey, 'Sigmoid'),
    files: { 'encoder.onnx': convEncoder(grey).bytes(), 'decoder.onnx': d.bytes() },
    decode: (z) => reference.decode(z).map((value) => (value + 1) / 2),
  };
}

/** IR version 3: initializers are listed among the inputs. */
function oldInitializers(): Kind {
  const old = (builder: GraphBuilder) => {
    const model = builder.model();
    model.irVersion = 3;
    for (const tensor of model.graph?.initializer ?? []) {
      const type = elementTypeOf(tensor.dataType);
      const dims = (tensor.dims ?? []).map(int64ToNumber);
      if (type) model.graph?.input?.push(makeValueInfo(tensor.name ?? '', type, dims));
    }
    return writeOnnx(model);
  };
  return {
    ...pair('initializers listed among the inputs (IR 3, opset 8)', grey, 'Sigmoid'),
    files: {
      'encoder.onnx': old(convEncoder(grey, { opset: 8 })),
      'decoder.onnx': old(convDecoder(grey, 'Sigmoid', { opset: 8 })),
    },
  };
}

/** Moves every initializer of a model into one file beside it. */
export function withExternalData(
  model: onnx.ModelProto,
  location: string,
): { graph: Uint8Array; data: Uint8Array } {
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const tensor of model.graph?.initializer ?? []) {
    const raw = tensor.rawData ?? new Uint8Array(0);
    tensor.externalData = [
      { key: 'location', value: location },
      { key: 'offset', value: String(offset) },
      { key: 'length', value: String(raw.length) },
    ];
    tensor.dataLocation = onnx.TensorProto.DataLocation.EXTERNAL;
    tensor.rawData = new Uint8Array(0);
    parts.push(raw);
    offset += raw.length;
  }
  return { graph: writeOnnx(model), data: Buffer.concat(parts) };
}

function externalData(): Kind {
  const encoder = withExternalData(convEncoder(grey).model(), 'encoder.onnx.data');
  const decoder = withExternalData(convDecoder(grey, 'Sigmoid').model(), 'weights/decoder.bin');
  return {
    ...pair('weights in external files', grey, 'Sigmoid'),
    files: {
      'encoder.onnx': encoder.graph,
      'encoder.onnx.data': encoder.data,
      'decoder.onnx': decoder.graph,
      'weights/decoder.bin': decoder.data,
    },
  };
}

/** model.json with normalisation per channel, and other names than any rule would guess. */
function describedByJson(): Kind {
  const [mean, std] = [
    [0.485, 0.456, 0.406],
    [0.229, 0.224, 0.225],
  ];
  const reference = convReference(colour, sigmoid);
  const json = {
    format: 1,
    name: 'Normalised',
    encoder: { file: 'a.onnx', input: 'x', output: 'q' },
    decoder: { file: 'b.onnx', input: 'z', output: 'x_hat', image: { mean: [0, 0, 0], std: [1, 1, 1] } },
    image: { width: 8, height: 12, channels: 3, layout: 'NCHW', range: [0, 1], mean, std },
    latent: { shape: [5], prior: 'normal' },
  };
  return {
    title: 'model.json with mean and std of the encoder',
    files: {
      'model.json': JSON.stringify(json),
      'a.onnx': convEncoder(colour, { z: 'q' }).bytes(),
      'b.onnx': convDecoder(colour, 'Sigmoid').bytes(),
    },
    image: imageOf(colour, 'NCHW', [0, 1]),
    latent: { shape: [5], prior: 'normal' },
    encode: (x) =>
      reference.encode(x.map((value, i) => (value - mean[Math.floor(i / 96)]!) / std[Math.floor(i / 96)]!)),
    decode: reference.decode,
  };
}

/** `h.view(1, -1)`: the batch axis is free by name only. */
export function bakedBatch(): Kind {
  const w = convWeights(grey);
  const e = new GraphBuilder();
  const h = features(e, grey, 'NCHW', e.input('x', dimsOf(grey, 'NCHW', 'N')));
  e.dense(e.reshape(h, [1, w.features]), w.zw, w.zb, 'z');
  e.output('z', ['N', 3]);
  const d = new GraphBuilder();
  drawImage(d, grey, 'NCHW', d.reshape(d.input('z', ['N', 3]), [1, 3]), 'Sigmoid', 'x_hat');
  d.output('x_hat', dimsOf(grey, 'NCHW', 'N'));
  return {
    ...pair('a batch axis that is free by name only', grey, 'Sigmoid'),
    files: { 'encoder.onnx': e.bytes(), 'decoder.onnx': d.bytes() },
  };
}

const half = { z: 0.02, byte: 3 };

export const KINDS: readonly Kind[] = [
  pair('flat grey [N,64]', square, 'Sigmoid', { layout: 'flat' }),
  pair('flat colour [N,192]', squareColour, 'Sigmoid', { layout: 'flat' }),
  pair('NCHW grey', grey, 'Sigmoid'),
  pair('NCHW colour, tanh', colour, 'Tanh'),
  pair('NHWC grey', grey, 'Sigmoid', { layout: 'NHWC' }),
  pair('NHWC colour, tanh', colour, 'Tanh', { layout: 'NHWC' }),
  pair('fixed batch 1', grey, 'Sigmoid', { batch: 1 }),
  pair('fixed batch 4', colour, 'Sigmoid', { batch: 4 }),
  ...[7, 9, 10, 11, 13, 15, 18, 21, 22].map((opset) => pair(`opset ${opset}`, colour, 'Tanh', { opset })),
  { ...pair('float16', colour, 'Sigmoid', { type: 'float16' }), tolerance: half },
  muLogvar(),
  numberedOutputs(),
  kerasVae(),
  samplingVae(),
  noiseInput(),
  wholeAutoencoder('float32'),
  wholeAutoencoder('float16'),
  wholeAutoencoder('float32', 'flat'),
  wholeAutoencoder('float32', 'NHWC'),
  spatialLatent(),
  generator(),
  embedding(),
  byteRange(),
  shiftedTanh(),
  oldInitializers(),
  externalData(),
  describedByJson(),
  bakedBatch(),
];
