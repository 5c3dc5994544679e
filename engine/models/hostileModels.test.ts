import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EngineError } from '../../protocol/EngineError.ts';
import type { ModelJson } from '../../protocol/model.ts';
import { writeOnnx } from '../onnx/model.ts';
import { openModel } from './openModel.ts';
import { GraphBuilder } from './testing/GraphBuilder.ts';
import { modelFolder } from './testing/modelFolder.ts';

async function refusal(files: Record<string, Uint8Array | string>): Promise<EngineError> {
  await using folder = await modelFolder(files);
  return await refusalOf(folder.path);
}

async function refusalOf(path: string): Promise<EngineError> {
  const thrown: unknown = await openModel(path, { provider: 'cpu' }).then(
    () => null,
    (error: unknown) => error,
  );
  if (!(thrown instanceof EngineError)) throw new Error(`expected an EngineError, got ${String(thrown)}`);
  return thrown;
}

/** A graph that flattens its input and gives it out under a name. */
function passing(dims: (number | string)[], output = 'y'): Uint8Array {
  const b = new GraphBuilder();
  b.node('Flatten', [b.input('x', dims)], {}, output);
  b.output(output, ['N', 3]);
  return writeOnnx(b.model());
}

test('an input that declares more than a gigabyte is refused before memory is asked for', async () => {
  const { code, message } = await refusal({ 'encoder.onnx': passing([2 ** 31, 3, 64, 64]) });
  expect(code).toBe('bad-model');
  expect(message).toMatch(/2147483648.*expected at most/s);
});

test('a name of a megabyte is told in 400 characters', async () => {
  const { code, message } = await refusal({ 'encoder.onnx': passing(['N', 3, 64, 64], 'y'.repeat(2 ** 20)) });
  expect(code).toBe('bad-model');
  expect(message).toContain('encoder.onnx');
  expect(message.length).toBeLessThanOrEqual(400);
});

test.skipIf(process.platform === 'win32')('a pipe as model.json is refused and not waited for', async () => {
  await using folder = await modelFolder({ 'encoder.onnx': passing(['N', 3]) });
  execFileSync('mkfifo', [join(folder.path, 'model.json')]);
  const { code, message } = await refusalOf(folder.path);
  expect(code).toBe('bad-model');
  expect(message).toMatch(/model\.json.*pipe/s);
});

const described = (changed: Partial<ModelJson>): string =>
  JSON.stringify({
    format: 1,
    name: 'hostile',
    encoder: { file: 'encoder.onnx', input: 'x', output: 'y' },
    image: { width: 8, height: 8, channels: 1, layout: 'NCHW', range: [0, 1] },
    latent: { shape: [64], prior: 'none' },
    ...changed,
  } satisfies ModelJson);

test('sides of 8,192 in model.json are refused before memory is asked for', async () => {
  const image: ModelJson['image'] = { width: 8192, height: 8192, channels: 1, layout: 'NCHW', range: [0, 1] };
  const { code, message } = await refusal({
    'encoder.onnx': passing(['N', 1, 'H', 'W']),
    'model.json': described({ image }),
  });
  expect(code).toBe('bad-model');
  expect(message).toMatch(/\[1,8192,8192,1\].*expected at most/s);
});

test('a batch of billions is refused where model.json describes the rest', async () => {
  const { code, message } = await refusal({
    'encoder.onnx': passing([2 ** 31, 1, 8, 8]),
    'model.json': described({}),
  });
  expect(code).toBe('bad-model');
  expect(message).toMatch(/\[2147483648,8,8,1\].*expected at most/s);
});

test('noise of billions beside the image is refused', async () => {
  const b = new GraphBuilder();
  b.input('noise', [2 ** 20, 2 ** 12]);
  b.node('Flatten', [b.input('x', ['N', 1, 8, 8])], {}, 'y');
  b.output('y', ['N', 64]);
  const { code, message } = await refusal({ 'encoder.onnx': b.bytes() });
  expect(code).toBe('bad-model');
  expect(message).toMatch(/input "noise" is declared \[1048576,4096\]/);
});

test('random numbers of billions, or of a negative size, are refused', async () => {
  for (const shape of [[2 ** 20, 2 ** 12], [-48]]) {
    const b = new GraphBuilder();
    const flat = b.node('Flatten', [b.input('x', ['N', 1, 8, 8])]);
    b.node('Add', [flat, b.node('RandomNormal', [], { shape: { ints: shape } }, 'eps')], {}, 'y');
    b.output('y', ['N', 64]);
    const { code, message } = await refusal({ 'encoder.onnx': b.bytes(), 'model.json': described({}) });
    expect(code).toBe('bad-model');
    expect(message).toContain(`noise "eps" is declared [${shape.join(',')}]`);
  }
});

test('weights that claim more values than the file holds are refused', async () => {
  const b = new GraphBuilder();
  const flat = b.node('Flatten', [b.input('x', ['N', 1, 8, 8])]);
  b.node('Gemm', [flat, b.constant({ dims: [64, 4], values: new Float32Array(256) })], {}, 'y');
  b.output('y', ['N', 4]);
  const model = b.model();
  const [weights] = model.graph?.initializer ?? [];
  if (weights) weights.dims = [2 ** 20, 2 ** 12];
  const { code, message } = await refusal({ 'encoder.onnx': writeOnnx(model) });
  expect(code).toBe('bad-model');
  expect(message).toMatch(/declared \[1048576,4096\], but the file holds 256 values/);
});

test('graphs in graphs, a thousand deep, are refused in words', async () => {
  /** A protobuf field that holds a message; protobuf.js itself writes none so deep. */
  const field = (number: number, message: Buffer): Buffer => {
    const length: number[] = [];
    for (let rest = message.length; ; rest >>>= 7) {
      length.push(rest > 127 ? (rest & 127) | 128 : rest);
      if (rest <= 127) break;
    }
    return Buffer.concat([Buffer.of((number << 3) | 2, ...length), message]);
  };
  let graph: Buffer = Buffer.alloc(0);
  // GraphProto.node, NodeProto.attribute, AttributeProto.g
  for (let depth = 0; depth < 1000; depth++) graph = field(1, field(5, field(6, graph)));
  const { code, message } = await refusal({ 'encoder.onnx': field(7, graph) });
  expect(code).toBe('bad-model');
  expect(message).toContain('nested too deeply');
});
