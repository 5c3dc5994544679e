import { expect, test } from 'vitest';
import { openModel } from './openModel.ts';
import { GraphBuilder } from './testing/GraphBuilder.ts';
import { weights } from './testing/layers.ts';
import { modelFolder } from './testing/modelFolder.ts';

type Dims = (number | string)[];
type Tensor = readonly [name: string, dims: Dims];

/** Names that exporters give tensors, and how each writes a batch of any size. */
const STYLES = [
  { exporter: 'by hand', z: 'z', image: 'x', batch: 'N' },
  { exporter: 'TorchScript, unnamed', z: 'onnx::Flatten_0', image: 'input.1', batch: 1 },
  { exporter: 'TorchScript, after its forward()', z: 'noise', image: 'input', batch: 'batch_size' },
  { exporter: 'dynamo', z: 'arg0', image: 'arg0_1', batch: 's0' },
  { exporter: 'dynamo, of a compiled module', z: 'l_noise_', image: 'l_x_', batch: 's77' },
  { exporter: 'Keras', z: 'random_normal', image: 'keras_tensor', batch: 'unk__12' },
  { exporter: 'tf2onnx of a SavedModel', z: 'serving_default_noise:0', image: 'input_1:0', batch: '?' },
  { exporter: 'a training script', z: 'eps', image: 'x_train', batch: -1 },
] as const;

const LATENTS: Dims[] = [[100], [100, 1, 1], [1, 1, 100], [4, 2, 2]];
const IMAGES = [
  { layout: 'NCHW', channels: 1, dims: [1, 16, 16] },
  { layout: 'NCHW', channels: 3, dims: [3, 8, 16] },
  { layout: 'NHWC', channels: 3, dims: [8, 16, 3] },
  { layout: 'flat', channels: 1, dims: [256] },
] as const;
/** D of the encoders below. */
const D = 5;

const sizeOf = (dims: Dims) => dims.slice(1).reduce<number>((product, dim) => product * Number(dim), 1);

/** One dense layer from the first input to each output; every further input's greatest value is added. */
function graph(inputs: readonly Tensor[], outputs: readonly Tensor[]): Uint8Array {
  const b = new GraphBuilder();
  const [main, ...others] = inputs.map(([name, dims]) => b.input(name, dims));
  const x = b.node('Flatten', [main ?? '']);
  outputs.forEach(([name, dims], i) => {
    const from = sizeOf(inputs[0]?.[1] ?? []);
    let y = b.dense(x, weights([sizeOf(dims), from], 2 * i + 1), weights([sizeOf(dims)], 2 * i + 2));
    for (const other of others)
      y = b.node('Add', [y, b.node('ReduceMax', [other], { keepdims: { int: 0 } })]);
    b.reshape(y, [-1, ...dims.slice(1).map(Number)], name);
    b.output(name, dims);
  });
  return b.bytes();
}

const decoders = STYLES.flatMap(({ exporter, z, batch }) =>
  LATENTS.flatMap((latent) =>
    IMAGES.map((image) => {
      const title = `${exporter}: ${z} [${[batch, ...latent].join()}] to ${image.layout} [${image.dims.join()}]`;
      return [title, { z, batch, latent, image }] as const;
    }),
  ),
);

test.each(decoders)('a generator, %s', async (_title, { z, batch, latent, image }) => {
  const file = graph([[z, [batch, ...latent]]], [['out', [batch, ...image.dims]]]);
  await using folder = await modelFolder({ 'netG.onnx': file });
  const model = await openModel(folder.path, { provider: 'cpu' });
  try {
    const { json, hasEncoder, latentSize } = model.info;
    expect({ hasEncoder, input: json.decoder?.input, prior: json.latent.prior }).toEqual({
      hasEncoder: false,
      input: z,
      prior: 'normal',
    });
    expect(json.latent.shape).toEqual(latent);
    expect(json.image).toMatchObject({ layout: image.layout, channels: image.channels });
    // Fed as z: another z draws another image. An input fed zeros would draw the same.
    const { width, height } = json.image;
    const rgba = await model.decode(new Float32Array(2 * latentSize).fill(0.2, latentSize), 2);
    const itemBytes = width * height * 4;
    expect(rgba.length).toBe(2 * itemBytes);
    expect(rgba.subarray(0, itemBytes)).not.toEqual(rgba.subarray(itemBytes));
  } finally {
    await model.dispose();
  }
});

const OUTPUTS = [
  { names: ['z'], mean: 'z', logvar: undefined },
  { names: ['24'], mean: '24', logvar: undefined },
  { names: ['/fc_mu/Gemm_output_0', '/fc_var/Gemm_output_0'], mean: '/fc_mu/Gemm_output_0', logvar: '/fc_var/Gemm_output_0' },
  { names: ['linear', 'linear_1'], mean: 'linear', logvar: 'linear_1' },
  { names: ['dense_1', 'dense_2'], mean: 'dense_1', logvar: 'dense_2' },
  { names: ['z_log_var', 'z_mean'], mean: 'z_mean', logvar: 'z_log_var' },
  { names: ['StatefulPartitionedCall:0'], mean: 'StatefulPartitionedCall:0', logvar: undefined },
] as const; // prettier-ignore

const encoders = STYLES.flatMap(({ exporter, image: name, batch }) =>
  OUTPUTS.flatMap((output) =>
    IMAGES.map((image) => {
      const title = `${exporter}: ${name} [${[batch, ...image.dims].join()}] to ${output.names.join(', ')}`;
      return [title, { name, batch, output, image }] as const;
    }),
  ),
);

test.each(encoders)('an encoder, %s', async (_title, { name, batch, output, image }) => {
  const outputs = output.names.map((each): Tensor => [each, [batch, D]]);
  const file = graph([[name, [batch, ...image.dims]]], outputs);
  await using folder = await modelFolder({ 'model.onnx': file });
  const model = await openModel(folder.path, { provider: 'cpu' });
  try {
    const { json, hasDecoder } = model.info;
    expect(hasDecoder).toBe(false);
    expect(json.encoder).toMatchObject({ input: name, output: output.mean });
    expect(json.encoder?.logvar).toBe(output.logvar);
    expect(json.image).toMatchObject({ layout: image.layout, channels: image.channels });
    expect(json.latent).toEqual({ shape: [D], prior: output.logvar ? 'normal' : 'none' });
  } finally {
    await model.dispose();
  }
});

test.each<[string, Tensor[], Partial<Record<'input' | 'message', string>>]>([
  ['z and noise', [['z', ['N', 5]], ['noise', ['N', 9]]], { input: 'z' }],
  ['z and a flag called after training', [['z', ['N', 5]], ['training', [1]]], { input: 'z' }],
  ['a z without a telling name, and noise', [['arg0', ['s0', 5]], ['eps', ['s0', 9]]], { input: 'arg0' }],
  [
    'two inputs of noise',
    [['noise', ['N', 5]], ['eps', ['N', 9]]],
    { message: '"netG.onnx" has no input to feed ("noise" float [N,5], "eps" float [N,9]); expected an image or z.' },
  ],
  [
    'two inputs without telling names',
    [['arg0', ['s0', 5]], ['arg1', ['s0', 9]]],
    { message: '"netG.onnx" has 2 inputs ("arg0" float [s0,5], "arg1" float [s0,9]), expected one, the image or z. Export it with the others fixed inside the model.' },
  ],
  [
    'noise and a label',
    [['noise', ['N', 5]], ['label', ['N', 10]]],
    { message: '"netG.onnx" has 2 inputs ("noise" float [N,5], "label" float [N,10]), expected one, the image or z. Export it with the others fixed inside the model.' },
  ],
  [
    'noise and a flag',
    [['noise', ['N', 5]], ['is_training', [1]]],
    { input: 'noise' },
  ],
])('a generator of %s', async (_title, inputs, { input, message }) => {
  await using folder = await modelFolder({ 'netG.onnx': graph(inputs, [['out', ['N', 1, 8, 8]]]) });
  const opened = openModel(folder.path, { provider: 'cpu' });
  if (message !== undefined) {
    await expect(opened).rejects.toMatchObject({ code: 'bad-model', message });
    return;
  }
  const model = await opened;
  expect(model.info.json.decoder?.input).toBe(input);
  await model.dispose();
}); // prettier-ignore
