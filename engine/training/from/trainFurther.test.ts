import { copyFile, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { TrainingOptions, TrainingResult } from '../../../protocol/training.ts';
import { createStepRunner } from '../step/StepRunner.ts';
import { exportNetworks } from '../step/exportNetworks.ts';
import { SeenImages } from '../data/SeenImages.ts';
import { splitHeldOut } from '../data/splitHeldOut.ts';
import { idleContext } from '../../jobs/testing/idleContext.ts';
import { run as examineImagesIn } from '../examineImagesJob.ts';
import { planTraining } from '../planTraining.ts';
import { blobImages, writeIdx } from '../testing/blobImages.ts';
import { testContext } from '../testing/testContext.ts';
import { train, type TrainingParts } from '../train.ts';
import { readStartModel, startOf } from './readStartModel.ts';
import { startState } from './startState.ts';

const SIDE = 12;
let clockMs = 0;
const parts: TrainingParts = {
  createStepRunner,
  now: () => (clockMs += 300),
  checkpointEverySeconds: 1e9,
};
let root: string;
let all: string;
let half: string;
let base: string;
let baseResult: TrainingResult;

beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'hourglass-further-'));
  const pixels = blobImages(240, SIDE);
  all = await writeIdx(pixels, SIDE);
  half = await writeIdx(pixels.subarray(0, 160 * SIDE * SIDE), SIDE);
  base = path.join(root, 'base');
  baseResult = await run({ images: [half], latent: 3, out: base, name: 'Blobs' });
});

const run = (options: TrainingOptions, context = testContext()) =>
  train({ preset: 'quick', epochs: 20, batchSize: 24, ...options }, context, parts);

interface Written {
  name: string;
  latent: { shape: number[] };
  image: { width: number };
  training: {
    seen: { heldOut: string; trained: string };
    split: { training: number; heldOut: number };
    from: { name: string; hash: string };
    curve: { heldOutSse: number }[];
    warnings: string[];
    options: { kind: string };
  };
}
const jsonOf = async (folder: string) =>
  JSON.parse(await readFile(path.join(folder, 'model.json'), 'utf8')) as Written;

test.each([
  { what: 'small images', side: SIDE },
  { what: 'images that are seen through components', side: 48 },
])('the weights read back give the very graphs they were read from: $what', async ({ side }) => {
  const folder = path.join(root, `of ${side}`);
  await run({ images: [await writeIdx(blobImages(60, side), side)], latent: 3, out: folder, epochs: 2 });
  const start = await readStartModel(folder);
  expect(start.spec.components !== undefined).toBe(side > SIDE);
  const graphs = exportNetworks(start.spec, startState(start, 1));
  for (const half of ['encoder', 'decoder'] as const) {
    expect(Buffer.from(graphs[half]).equals(await readFile(path.join(folder, `${half}.onnx`)))).toBe(true);
  }
});

test('a model trained further on more images keeps its own size, what was held out, and comes out better', async () => {
  const out = path.join(root, 'further');
  const result = await run({ images: [all], from: base, out });
  const [json, before] = [await jsonOf(out), await jsonOf(base)];
  expect(json.name).toBe('Blobs 2');
  expect(json.latent.shape).toEqual([3]);
  expect(json.training.from).toMatchObject({ name: 'Blobs' });
  // Of 160 images 16 were held out; of the 80 new ones about 8 are.
  expect(json.training.split.heldOut).toBeGreaterThan(21);
  expect(json.training.split.heldOut).toBeLessThan(27);
  const held = Buffer.from(json.training.seen.heldOut, 'base64').toString('hex');
  for (const digest of Buffer.from(before.training.seen.heldOut, 'base64').toString('hex').match(/.{16}/g)!) {
    expect(held).toContain(digest);
  }
  const seen = SeenImages.fromJson(before.training.seen)!;
  expect(held.match(/.{16}/g)!.filter((digest) => seen.wasTrainedOn(digest))).toEqual([]);
  // It begins where the other ended, not at nothing.
  expect(json.training.curve[0]!.heldOutSse).toBeLessThan(2 * baseResult.heldOut.sse);
  expect(result.heldOut.sse).toBeLessThan(baseResult.heldOut.sse);
});

test('the same start and seed give the same model to the byte, another start does not go on from its checkpoint', async () => {
  const [a, b] = [path.join(root, 'a'), path.join(root, 'b')];
  await run({ images: [all], from: base, out: a });
  await run({ images: [all], from: base, out: b });
  const read = (folder: string) => readFile(path.join(folder, 'encoder.onnx'));
  expect((await read(a)).equals(await read(b))).toBe(true);

  const c = path.join(root, 'c');
  const killed = testContext((progress) => {
    if ((progress.done ?? 0) > 50 && progress.detail?.startsWith('epoch')) throw new Error('killed');
  });
  const kept = { ...parts, checkpointEverySeconds: 0 };
  const options: TrainingOptions = { images: [all], preset: 'quick', epochs: 20, batchSize: 24, out: c };
  await expect(train({ ...options, from: base }, killed, kept)).rejects.toThrow('killed');
  const other = testContext();
  await run({ ...options, from: a }, other);
  expect(other.notes.join('\n')).toContain('is of a training with other options or images');
});

test('a training from a model that was killed goes on to the same weights, bit for bit', async () => {
  const [whole, broken] = [path.join(root, 'whole'), path.join(root, 'broken')];
  await run({ images: [all], from: base, out: whole });
  const killed = testContext((progress) => {
    if ((progress.done ?? 0) > 80 && progress.detail?.startsWith('epoch')) throw new Error('killed');
  });
  const options: TrainingOptions = { images: [all], preset: 'quick', epochs: 20, batchSize: 24, from: base };
  const kept = { ...parts, checkpointEverySeconds: 0 };
  await expect(train({ ...options, out: broken }, killed, kept)).rejects.toThrow('killed');
  await run({ ...options, out: broken });
  const read = (folder: string) => readFile(path.join(folder, 'decoder.onnx'));
  expect((await read(whole)).equals(await read(broken))).toBe(true);
});

async function plan(more: Partial<TrainingOptions>) {
  const options = { images: [all], from: base, ...more };
  const examined = await examineImagesIn({ paths: [all] }, idleContext());
  return planTraining(options, examined, [], await startOf(options));
}

test.each([
  [{ latent: 5 }, 'latent of 5 was asked for, but "Blobs", which is trained further, has 3'],
  [{ kind: 'vae' }, 'kind of vae was asked for, but "Blobs", which is trained further, has ae'],
  [{ size: 16 }, 'size of 16 was asked for, but "Blobs", which is trained further, has 12'],
  [{ channels: 3 }, 'channels of 3 was asked for, but "Blobs", which is trained further, has 1'],
  [{ architecture: 'conv' }, 'architecture of conv was asked for'],
] as const)('%j is refused with both values', async (more, words) => {
  const out = path.join(root, 'refused');
  await expect(run({ images: [all], from: base, out, ...more })).rejects.toMatchObject({
    code: 'bad-request',
    message: expect.stringContaining(words) as string,
  });
  await expect(plan(more)).rejects.toThrow(words);
});

test('the plan is that of the model', async () => {
  expect(await plan({})).toMatchObject({ size: SIDE, channels: 1 });
});

/** A copy of the base with another training record. */
async function changed(
  name: string,
  change: (training: Record<string, unknown>) => unknown,
): Promise<string> {
  const folder = path.join(root, name);
  await mkdir(folder);
  for (const file of ['encoder.onnx', 'decoder.onnx'])
    await copyFile(path.join(base, file), path.join(folder, file));
  const json: { training: Record<string, unknown> } = JSON.parse(
    await readFile(path.join(base, 'model.json'), 'utf8'),
  );
  await writeFile(
    path.join(folder, 'model.json'),
    JSON.stringify({ ...json, training: change(json.training) }),
  );
  return folder;
}

test('what Hourglass did not train is refused', async () => {
  const foreign = await changed('foreign', () => ({ epochs: 3 }));
  await expect(readStartModel(foreign)).rejects.toMatchObject({
    code: 'bad-model',
    message: expect.stringMatching(/"Blobs" was not trained by Hourglass/) as string,
  });
  const vague = await changed('vague', (training) => ({ ...training, network: { parameters: 3 } }));
  await expect(readStartModel(vague)).rejects.toThrow(/does not say what layers it has/);
  const other = await changed('other', (training) => ({
    ...training,
    network: {
      ...(training['network'] as object),
      encoder: [{ type: 'dense', units: 7, activation: 'relu' }],
    },
  }));
  const start = await readStartModel(other);
  expect(() => startState(start, 1)).toThrow(/expected weights "encoder\.0\.weight" of \[144,7\]/);
});

test('a model of an earlier version, without a note of what it saw, is split as it was on its own images', async () => {
  const earlier = await changed('earlier', (training) => {
    const { seen: _seen, network, ...rest } = training;
    const { encoder, decoder } = network as { encoder: unknown; decoder: unknown };
    return { ...rest, network: { encoder, decoder } };
  });
  const out = path.join(root, 'of earlier');
  await run({ images: [half], from: earlier, out, seed: 5 });
  expect((await jsonOf(out)).training.seen.heldOut).toBe((await jsonOf(base)).training.seen.heldOut);
  const onMore = path.join(root, 'of earlier on more');
  await run({ images: [all], from: earlier, out: onMore });
  expect((await jsonOf(onMore)).training.warnings.join()).toContain(
    'does not say which images were held out',
  );
});

test('on images it has all learned nothing is held out, on those held out nothing can be learned', async () => {
  const pixels = blobImages(240, SIDE);
  const size = SIDE * SIDE;
  const rows = (keep: (row: number) => boolean) =>
    Uint8Array.from(
      Array.from({ length: 160 }, (_, row) => row)
        .filter(keep)
        .flatMap((row) => [...pixels.subarray(row * size, (row + 1) * size)]),
    );
  const held = new Set(splitHeldOut(pixels.subarray(0, 160 * size), 160, 0.1, 1).heldOut);
  const learned = await writeIdx(
    rows((row) => !held.has(row)),
    SIDE,
  );
  const out = path.join(root, 'learned');
  const result = await run({ images: [learned], from: base, out });
  expect(result.outcome.isHeldOut).toBe(false);
  expect(result.warnings.join()).toContain('was trained on all of these images before');
  const kept = await writeIdx(
    rows((row) => held.has(row)),
    SIDE,
  );
  await expect(run({ images: [kept], from: base, out: path.join(root, 'kept') })).rejects.toMatchObject({
    code: 'bad-images',
    message: expect.stringContaining('were held out from "Blobs"') as string,
  });
});

test.each([
  ['digits', 28],
  ['letters', 48],
  ['head-phantoms', 128],
])('the bundled model %s can be trained further', async (name, side) => {
  const start = await readStartModel(name);
  expect(start.spec).toMatchObject({ kind: 'vae', width: side });
  const state = startState(start, 1);
  expect(state.names).toContain('encoder.logvar.weight');
});

test('a training that only makes it worse leaves it as it was, and says so', async () => {
  const context = testContext();
  const options: TrainingOptions = { images: [half], from: base, out: path.join(root, 'worse'), epochs: 1 };
  const result = await run({ ...options, learningRate: 0.03 }, context);
  expect(context.notes).toContain('Training further made it no better: it is kept as it was.');
  expect(Math.abs(result.heldOut.sse / baseResult.heldOut.sse - 1)).toBeLessThan(1e-4);
});

test('a linear model begins anew, as large as it was and with the same images held out', async () => {
  const linear = path.join(root, 'linear');
  const fitted = await run({ images: [half], latent: 3, preset: 'instant', out: linear, name: 'Linear' });
  expect(fitted.outcome).toMatchObject({ isPca: true, steps: 0 });
  const out = path.join(root, 'of linear');
  const result = await run({ images: [half], from: linear, out, epochs: 60 });
  expect(result.heldOut.sse).toBeLessThan(0.8 * fitted.heldOut.sse);
  expect((await jsonOf(out)).latent.shape).toEqual([3]);
  expect((await jsonOf(out)).training.seen.heldOut).toBe((await jsonOf(linear)).training.seen.heldOut);
  await expect(run({ images: [half], from: linear, preset: 'instant', out })).rejects.toMatchObject({
    code: 'bad-request',
    message: expect.stringContaining('an instant model takes no steps') as string,
  });
});

test("a VAE's KL term keeps the weight that it was trained with, unless another is asked for", async () => {
  const vae = path.join(root, 'vae');
  await run({ images: [half], latent: 3, kind: 'vae', beta: 0.25, freeBits: 0.1, epochs: 4, out: vae });
  const optionsOf = async (options: Partial<TrainingOptions>) => {
    const out = await mkdtemp(path.join(root, 'further-'));
    await run({ images: [half], from: vae, epochs: 4, out, ...options });
    return (await jsonOf(out)).training.options;
  };
  expect(await optionsOf({})).toMatchObject({ beta: 0.25, freeBits: 0.1 });
  expect(await optionsOf({ beta: 2 })).toMatchObject({ beta: 2, freeBits: 0.1 });
});
