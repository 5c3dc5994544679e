import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeOnnx } from '../onnx/model.ts';
import { openModel } from './openModel.ts';
import { GraphBuilder } from './testing/GraphBuilder.ts';
import { withExternalData } from './testing/kinds.ts';
import { weights } from './testing/layers.ts';
import { modelFolder } from './testing/modelFolder.ts';

type Dims = (number | string)[];

/** One dense layer. */
function layer(
  from: Dims,
  to: Dims,
  options: { opset?: number; input?: string; extra?: [string, Dims] } = {},
): GraphBuilder {
  const size = (dims: Dims) => dims.slice(1).reduce<number>((product, dim) => product * Number(dim), 1);
  const b = new GraphBuilder(options);
  const x = b.node('Flatten', [b.input(options.input ?? 'x', from)]);
  let y = b.dense(x, weights([size(to), size(from)], 1), weights([size(to)], 2));
  if (options.extra)
    y = b.node('Add', [y, b.node('ReduceMax', [b.input(...options.extra)], { keepdims: { int: 0 } })]);
  b.reshape(y, [-1, ...to.slice(1).map(Number)], 'y');
  b.output('y', to);
  return b;
}

const encoder = layer(['N', 1, 8, 8], ['N', 3]);
const decoder = layer(['N', 3], ['N', 1, 8, 8], { input: 'z' });
const described = {
  format: 1,
  name: 'Digits',
  encoder: { file: 'encoder.onnx', input: 'x', output: 'y' },
  decoder: { file: 'decoder.onnx', input: 'z', output: 'y' },
  image: { width: 8, height: 8, channels: 1, layout: 'NCHW', range: [0, 1] },
  latent: { shape: [3], prior: 'normal' },
};
const files = { 'encoder.onnx': encoder.bytes(), 'decoder.onnx': decoder.bytes() };
const json = (changes: object) => ({ ...files, 'model.json': JSON.stringify({ ...described, ...changes }) });

test.each<[string, Record<string, Uint8Array | string>, string]>([
  [
    'an empty folder',
    {},
    '"FOLDER" holds no .onnx file and no model.json; expected encoder.onnx and decoder.onnx, or one of them.',
  ],
  [
    'an image saved as .onnx',
    { 'encoder.onnx': Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1') },
    '"encoder.onnx" is an image, not a model; expected a model folder or an .onnx file. To look at it, open it as images.',
  ],
  ['an archive saved as .onnx', { 'encoder.onnx': 'PK\x03\x04\x14\0' }, 'Export the model to ONNX.'],
  ['a page saved as .onnx', { 'encoder.onnx': '<html></html>' }, '"encoder.onnx" is not an ONNX file'],
  [
    'two files of unknown roles',
    { 'a.onnx': encoder.bytes(), 'b.onnx': decoder.bytes() },
    '"FOLDER" holds "a.onnx", "b.onnx", expected one encoder and one decoder, told by their names. Open one file, or write a model.json.',
  ],
  [
    'halves of different sizes',
    { ...files, 'decoder.onnx': layer(['N', 3], ['N', 1, 9, 9]).bytes() },
    'Encoder "encoder.onnx" takes 8×8×1 images, decoder "decoder.onnx" draws 9×9×1, expected the same; export both halves of one model.',
  ],
  [
    'halves of different z',
    { ...files, 'decoder.onnx': layer(['N', 32], ['N', 1, 8, 8]).bytes() },
    'Encoder "encoder.onnx" gives z [N,3], decoder "decoder.onnx" takes [N,32], expected the same number of values; export both halves of one model.',
  ],
  [
    'four channels',
    { 'encoder.onnx': layer(['N', 4, 8, 8], ['N', 3]).bytes() },
    '"encoder.onnx": input "x" is [1,4,8,8], expected an image: [N,C,H,W] or [N,H,W,C] with 1 or 3 channels, or a row of H×W or H×W×3 values of a square image. If it is one, describe it in a model.json.',
  ],
  [
    'a row that is no square',
    { 'encoder.onnx': layer(['N', 560], ['N', 3]).bytes() },
    '"encoder.onnx": input "x" is [1,560], expected an image: [N,C,H,W] or [N,H,W,C] with 1 or 3 channels, or a row of H×W or H×W×3 values of a square image. If it is one, describe it in a model.json.',
  ],
  [
    'a label as a second input',
    { 'decoder.onnx': layer(['N', 3], ['N', 1, 8, 8], { input: 'z', extra: ['label', ['N', 10]] }).bytes() },
    '"decoder.onnx" has 2 inputs ("z" float [N,3], "label" float [N,10]), expected one, the image or z. Export it with the others fixed inside the model.',
  ],
  [
    'no bottleneck',
    { 'denoiser.onnx': layer(['N', 1, 8, 8], ['N', 1, 8, 8]).bytes() },
    '"denoiser.onnx" turns an image into an image, but no tensor in its middle holds all that passes (skip connections, or no bottleneck). Export encoder and decoder as two files, or name z in a model.json.',
  ],
  [
    'an opset too old',
    { 'encoder.onnx': layer(['N', 1, 8, 8], ['N', 3], { opset: 6 }).bytes() },
    '"encoder.onnx" is of opset 6, expected 7 or newer. Export it again with a newer opset.',
  ],
  [
    'a wrong z in model.json',
    json({ latent: { shape: [32], prior: 'normal' } }),
    'Encoder "encoder.onnx": expected z [N,32], got "y" [N,3]; correct latent.shape or encoder.output in model.json, or export the model again.',
  ],
  [
    'a wrong size in model.json',
    json({ image: { ...described.image, width: 28 } }),
    'Encoder "encoder.onnx": input "x" is [N,1,8,8], model.json says [N,1,8,28]; correct image.width, image.height, image.channels or image.layout.',
  ],
  [
    'a tensor that is not there',
    json({ encoder: { ...described.encoder, output: 'mu' } }),
    '"encoder.onnx" has no tensor "mu"; its outputs are "y". Correct the output in model.json.',
  ],
  [
    'a file that is not there',
    json({ encoder: { ...described.encoder, file: 'enc.onnx' } }),
    '"FOLDER/enc.onnx" was not found; check the path.',
  ],
  [
    'input and output swapped',
    json({ encoder: { ...described.encoder, input: 'y', output: 'x' } }),
    '"encoder.onnx": "x" does not depend on "y". Correct input and output in model.json.',
  ],
])('%s is refused in words', async (_title, content, message) => {
  await using folder = await modelFolder(content);
  await expect(openModel(folder.path, { provider: 'cpu' })).rejects.toMatchObject({
    message: expect.stringContaining(message.replace('FOLDER', folder.path)),
  });
});

test('what is not there is not found', async () => {
  await expect(openModel('no-such-model')).rejects.toMatchObject({
    code: 'not-found',
    message:
      '"no-such-model" was not found; expected a model folder, an .onnx file or the name of a bundled model.',
  });
});

test.each([
  ['../weights.bin', "is outside the model's folder"],
  ['sub/../../weights.bin', "is outside the model's folder"],
  ['ABSOLUTE', "is outside the model's folder"],
  ['', "is outside the model's folder"],
  ['link.bin', "is outside the model's folder"],
  ['missing.bin', "is not in the model's folder"],
])('external data at "%s" is refused', async (location, reason) => {
  const outside = await mkdtemp(join(tmpdir(), 'hourglass-outside-'));
  const target = join(outside, 'weights.bin');
  const place = location === 'ABSOLUTE' ? target : location;
  const { graph, data } = withExternalData(layer(['N', 1, 8, 8], ['N', 3]).model(), place);
  await using folder = await modelFolder({ 'm/encoder.onnx': graph, 'weights.bin': data });
  await writeFile(target, data);
  await symlink(target, join(folder.path, 'm', 'link.bin'));
  await expect(openModel(join(folder.path, 'm'), { provider: 'cpu' })).rejects.toMatchObject({
    code: 'bad-model',
    message: expect.stringContaining(reason),
  });
  await rm(outside, { recursive: true });
});

test('external data that is cut short, or of another length than its shape, is refused', async () => {
  const model = layer(['N', 1, 8, 8], ['N', 3]).model();
  const { data } = withExternalData(model, 'w.bin');
  {
    await using folder = await modelFolder({
      'encoder.onnx': writeOnnx(model),
      'w.bin': data.subarray(0, 100),
    });
    await expect(openModel(folder.path, { provider: 'cpu' })).rejects.toMatchObject({
      message: expect.stringContaining('which has only 100. The file is cut short; copy it again.'),
    });
  }
  const length = model.graph?.initializer?.[0]?.externalData?.find(({ key }) => key === 'length');
  if (length) length.value = '8';
  await using folder = await modelFolder({ 'encoder.onnx': writeOnnx(model), 'w.bin': data });
  await expect(openModel(folder.path, { provider: 'cpu' })).rejects.toMatchObject({
    message:
      '"encoder.onnx": tensor "w0" of shape [3,64] needs 768 bytes, but names 8 bytes of "w.bin". Export the model again.',
  });
});

test('calls that do not fit the model are refused', async () => {
  await using folder = await modelFolder({ 'decoder.onnx': decoder.bytes() });
  const model = await openModel(folder.path, { provider: 'cpu' });
  await expect(model.encode(new Uint8Array(64), 1)).rejects.toMatchObject({ code: 'no-encoder' });
  await expect(model.decode(new Float32Array(4), 1)).rejects.toMatchObject({
    code: 'bad-request',
    message: 'z: got 4 values for 1 items, expected 3 each.',
  });
  expect(await model.decode(new Float32Array(0), 0)).toEqual(new Uint8Array(0));
  await model.dispose();
  await expect(model.decode(new Float32Array(3), 1)).rejects.toThrow(
    'The model was closed while it was in use.',
  );
});
