import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { emptyDocument } from '../../protocol/document.ts';
import { readReconstruction } from '../../protocol/codecs/reconstructionFrame.ts';
import { sizedJson } from '../../protocol/imageSize.ts';
import { RECONSTRUCTION_PATH, ROWS_PATHS } from '../../protocol/wire.ts';
import type { TestEngine } from '../server/testing/TestEngine.ts';
import { testEngines } from '../server/testing/testEngines.ts';
import { makeOpenModel, openDecodedByHand, openEncodedByHand } from './testing/makeOpenModel.ts';
import { makeTestImages, testImage } from './testing/makeTestImages.ts';

const [W, H, COUNT] = [96, 64, 12];
const engines = testEngines();
let root: string;
let model: string;
let images: string;

beforeEach(async () => {
  ({ root } = engines);
  model = await makeOpenModel(join(root, 'open'));
  images = await makeTestImages(join(root, 'images'), { count: COUNT, side: W, height: H, labels: ['a'] });
});

async function start(...args: string[]) {
  const engine = await engines.start(...args);
  await engine.connect();
  if (engine.collection) await engine.untilReady();
  return engine;
}

const modelOf = async (engine: TestEngine) => (await engine.call('state')).model!;
const noticesOf = async (engine: TestEngine) =>
  (await engine.call('state')).notices.map(({ message }) => message);

async function latentsOf(engine: TestEngine): Promise<Float32Array> {
  const { id, count } = engine.collection!;
  const { body } = await engine.request(`${ROWS_PATHS.latents}?id=${id}&from=0&to=${count}`);
  return new Float32Array(Uint8Array.from(body).buffer);
}

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  expect(a).toHaveLength(b.length);
  return Array.from(a, (value, at) => Math.abs(value - b[at]!)).reduce((x, y) => Math.max(x, y), 0);
};

test('images decide the size of a model that leaves it open, in every path, and at the next start', async () => {
  const first = await start('--model', model, '--open', images);
  expect(await noticesOf(first)).toEqual([]);
  const { json, chosenSize, inferred } = await modelOf(first);
  expect(chosenSize).toEqual({ width: W, height: H, by: 'images' });
  expect(json).toMatchObject({
    image: { width: W, height: H, multipleOf: 8 },
    latent: { shape: [3, 8, 12] },
  });
  expect(inferred.find(({ field }) => field === 'image.width')).toEqual({
    field: 'image.width',
    value: W,
    because: 'it is the commonest size of the images',
  });

  const D = 3 * 8 * 12;
  const latents = await latentsOf(first);
  expect(latents).toHaveLength(COUNT * D);
  const z = openEncodedByHand(testImage(5, W, H), W, H);
  expect(largestDifference(latents.subarray(5 * D, 6 * D), z)).toBeLessThan(1e-5);
  const drawn = openDecodedByHand(z, W, H);
  const reply = await first.decode(z, 1, 0);
  if (reply.kind !== 'image') throw new Error(JSON.stringify(reply));
  expect([reply.width, reply.height]).toEqual([W, H]);
  expect(largestDifference(reply.rgba, drawn)).toBeLessThanOrEqual(1);
  const { body } = await first.request(`${RECONSTRUCTION_PATH}?id=${first.collection?.id}&index=5`);
  const pair = readReconstruction(Uint8Array.from(body).buffer);
  expect([pair.width, pair.height]).toEqual([W, H]);
  expect(largestDifference(pair.reconstruction, drawn)).toBeLessThanOrEqual(1);
  const grey = Array.from({ length: W * H }, (_, at) => pair.original[at * 4]!);
  expect(grey).toEqual([...testImage(5, W, H)]);
  const job = await first.call('startOperation', 'statistics', {});
  const measured = async () => (await first.call('state')).jobs.find((each) => each.id === job);
  await expect.poll(async () => (await measured())?.state, { timeout: 60_000 }).toBe('done');
  expect((await measured())?.result).toMatchObject({ count: COUNT, imageSize: { width: W, height: H } });
  const { id } = first.collection!;
  await first.stop();

  const second = await start();
  expect((await modelOf(second)).chosenSize).toEqual(chosenSize);
  expect(second.collection).toMatchObject({ id, count: COUNT, state: 'ready' });
  expect(await latentsOf(second)).toEqual(latents);
});

test('other images bring their own size, and no collection holds z of two sizes', async () => {
  const low = await makeTestImages(join(root, 'low'), { count: 5, side: 64, height: 32, labels: ['a'] });
  const engine = await start('--model', model, '--open', images);
  const wide = engine.collection!.id;
  const opened = async (paths: string[]) => {
    await engine.call('openImages', paths);
    await engine.untilReady();
    const { json, latentSize } = await modelOf(engine);
    const { id, count } = engine.collection!;
    expect(await latentsOf(engine)).toHaveLength(count * latentSize);
    return { id, count, width: json.image.width, height: json.image.height };
  };
  expect(await opened([low])).toMatchObject({ count: 5, width: 64, height: 32 });
  expect(await opened([images])).toEqual({ id: wide, count: COUNT, width: W, height: H });

  // A size that a person chose stays, whatever is opened.
  await engine.call('correctModel', sizedJson((await modelOf(engine)).json, { width: 32, height: 48 }));
  await engine.untilReady();
  const corrected = await modelOf(engine);
  expect(corrected.chosenSize).toEqual({ width: 32, height: 48, by: 'person' });
  expect(corrected.inferred.map(({ field }) => field)).toContain('image.multipleOf');
  const chosen = await opened([images]);
  expect(chosen).toMatchObject({ count: COUNT, width: 32, height: 48 });
  expect(chosen.id).not.toBe(wide);
  expect(await opened([low])).toMatchObject({ width: 32, height: 48 });
  await engine.stop();
  const again = await start();
  expect((await modelOf(again)).json.image).toMatchObject({ width: 32, height: 48 });
  expect(new Set(await readdir(join(root, 'data', 'collections'))).size).toBe(4);
});

test('a size that was asked for at the start is used, and kept in a document file', async () => {
  const engine = await start('--model', model, '--size', '64x48', '--open', images);
  expect((await modelOf(engine)).chosenSize).toEqual({ width: 64, height: 48, by: 'person' });
  const { id } = engine.collection!;
  const file = await engine.call('documentFile', emptyDocument('label'));
  expect(file.modelJson?.image).toMatchObject({ width: 64, height: 48 });
  const path = join(root, 'made.hourglass');
  await writeFile(path, JSON.stringify(file));
  await engine.call('openModel', model);
  await engine.untilReady();
  expect((await modelOf(engine)).json.image).toMatchObject({ width: W, height: H });
  await engine.call('openDocumentFile', path);
  await engine.untilReady();
  expect((await modelOf(engine)).json.image).toMatchObject({ width: 64, height: 48 });
  expect(engine.collection?.id).toBe(id);
});

test('a size that the model does not take is told, and nothing is opened', async () => {
  const engine = await start('--model', model, '--size', '100x64', '--open', images);
  expect(await noticesOf(engine)).toEqual([
    '"open" was asked for at 100×64, and takes widths and heights that are multiples of 8. Choose 104×64, for example.',
  ]);
  expect((await engine.call('state')).model).toBeNull();
});
