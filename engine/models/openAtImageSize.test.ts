import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ImageSize } from '../../protocol/imageSize.ts';
import { makeOpenModel } from '../workspace/testing/makeOpenModel.ts';
import { makeTestModel } from '../workspace/testing/makeTestModel.ts';
import type { Model } from './Model.ts';
import { writeModelJson } from './modelJson.ts';
import { openAtImageSize } from './openAtImageSize.ts';
import { openModel, type OpenModelOptions } from './openModel.ts';
import { GraphBuilder } from './testing/GraphBuilder.ts';
import { weights } from './testing/layers.ts';
import { modelFolder } from './testing/modelFolder.ts';

let folder: string;
let models: Model[];
beforeEach(async () => {
  models = [];
  folder = await mkdtemp(join(tmpdir(), 'hourglass-at-size-'));
});
afterEach(async () => {
  for (const model of models) await model.dispose();
  await rm(folder, { recursive: true, force: true });
});

async function open(path: string, options: OpenModelOptions = {}): Promise<Model> {
  const model = await openModel(path, { provider: 'cpu', ...options });
  models.push(model);
  return model;
}

/** What the model is opened at for images of one size, and what is told. */
async function atSize(path: string, size: ImageSize, options: OpenModelOptions = {}) {
  const model = await open(path, options);
  const told: string[] = [];
  const sized = await openAtImageSize(
    model.info,
    async () => [size],
    (chosen) => open(path, { size: chosen }),
    (error) => told.push(error.message),
  );
  return { sized, told, info: (sized?.model ?? model).info };
}

const WIDE = { width: 96, height: 64 };

test('a model of open size that nobody described is opened at the size of its images', async () => {
  const path = await makeOpenModel(join(folder, 'open'));
  const { sized, told, info } = await atSize(path, { width: 97, height: 62 });
  expect(told).toEqual([]);
  expect(sized?.choice).toEqual({ size: WIDE, count: 1, sampled: 1 });
  expect(info).toMatchObject({ chosenSize: { ...WIDE, by: 'images' }, latentSize: 3 * 8 * 12 });
  // It is open at that size already.
  expect((await atSize(path, { width: 64, height: 64 })).sized?.model).toBeNull();
});

test('a size that a person chose, a description and a fixed graph are left as they are', async () => {
  const path = await makeOpenModel(join(folder, 'open'));
  const chosen = { width: 32, height: 32, by: 'person' } as const;
  expect(await atSize(path, WIDE, { size: chosen })).toMatchObject({
    sized: null,
    info: { chosenSize: chosen },
  });
  await writeModelJson(path, (await open(path)).info.json);
  const described = await atSize(path, WIDE);
  expect(described).toMatchObject({ sized: null, info: { chosenSize: null } });
  expect(described.info.json.image).toMatchObject({ width: 64, height: 64, multipleOf: 8 });
  // What a description fixes can still be asked for otherwise.
  const asked = await open(path, { size: { ...WIDE, by: 'person' } });
  expect(asked.info.json.latent.shape).toEqual([3, 8, 12]);
  expect((await atSize(await makeTestModel(join(folder, 'fixed')), WIDE)).sized).toBeNull();
});

test('a decoder alone has no images to decide, and draws at a size that is asked for', async () => {
  const { 'decoder.onnx': decoder } = halves(['height', 'width'], false);
  await using made = await modelFolder({ 'decoder.onnx': decoder });
  const { sized, info } = await atSize(made.path, WIDE);
  expect([sized, info.json.image.multipleOf]).toEqual([null, 2]);
  const model = await open(made.path, { size: { ...WIDE, by: 'person' } });
  expect(model.info.json.latent.shape).toEqual([8, 32, 48]);
  expect(await model.decode(new Float32Array(8 * 32 * 48), 1)).toHaveLength(96 * 64 * 4);
});

/** @param sides of the input, as the graph states them */
function halves(sides: [number | string, number | string], reshaped: boolean) {
  const [cw, cb] = [weights([8, 3, 4, 4], 1), weights([8], 2)];
  const [tw, tb] = [weights([8, 3, 4, 4], 3), weights([3], 4)];
  const encoder = new GraphBuilder();
  const h = encoder.conv('Conv', encoder.input('x', ['N', 3, ...sides]), cw, cb, reshaped ? 'h' : 'z');
  if (reshaped) encoder.reshape(h, [-1, 8, 32, 32], 'z');
  encoder.output('z', ['N', 8, 'h', 'w']);
  const decoder = new GraphBuilder();
  decoder.conv('ConvTranspose', decoder.input('z', ['N', 8, 'h', 'w']), tw, tb, 'x_hat');
  decoder.output('x_hat', null);
  return { 'encoder.onnx': encoder.bytes(), 'decoder.onnx': decoder.bytes() };
}

test('a graph that takes only one size, whatever it says, stays usable at that one, and that is told', async () => {
  await using made = await modelFolder(halves(['height', 'width'], true));
  const { sized, told, info } = await atSize(made.path, WIDE);
  expect(sized).toBeNull();
  expect(info.json.image).toMatchObject({ width: 64, height: 64 });
  expect(told).toEqual([
    expect.stringMatching(
      /96×64 was chosen.*But it cannot be used at that size, and stays at 64×64: "encoder\.onnx"/,
    ),
  ]);
});

test('a model with one open side takes no other sizes; one with both does, its axes in either order', async () => {
  await using one = await modelFolder(halves(['height', 64], false));
  expect((await open(one.path)).info.json.image.multipleOf).toBeUndefined();
  await using both = await modelFolder(halves(['height', 'width'], false));
  expect((await open(both.path)).info.json.image.multipleOf).toBe(2);

  const last = { perm: { ints: [0, 2, 3, 1] } };
  const first = { perm: { ints: [0, 3, 1, 2] } };
  const encoder = new GraphBuilder();
  const x = encoder.node('Transpose', [encoder.input('x', ['N', 'height', 'width', 3])], first);
  const z = encoder.conv('Conv', x, weights([8, 3, 4, 4], 1), weights([8], 2));
  encoder.node('Transpose', [z], last, 'z');
  encoder.output('z', ['N', 'h', 'w', 8]);
  const decoder = new GraphBuilder();
  const y = decoder.node('Transpose', [decoder.input('z', ['N', 'h', 'w', 8])], first);
  const drawn = decoder.conv('ConvTranspose', y, weights([8, 3, 4, 4], 3), weights([3], 4));
  decoder.node('Transpose', [drawn], last, 'x_hat');
  decoder.output('x_hat', null);
  await using keras = await modelFolder({ 'encoder.onnx': encoder.bytes(), 'decoder.onnx': decoder.bytes() });
  const { info } = await atSize(keras.path, WIDE);
  expect(info.json).toMatchObject({
    image: { ...WIDE, layout: 'NHWC', multipleOf: 2 },
    latent: { shape: [32, 48, 8] },
  });
  const model = models.at(-1)!;
  const rgba = await model.decode(await model.encode(new Uint8Array(96 * 64 * 3).fill(90), 1), 1);
  expect(rgba).toHaveLength(96 * 64 * 4);
});
