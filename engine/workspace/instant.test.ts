import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { beforeEach, expect, test } from 'vitest';
import { instantFacts } from '../../protocol/instant.ts';
import type { TestEngine } from '../server/testing/TestEngine.ts';
import { testEngines } from '../server/testing/testEngines.ts';
import { makeFlatImages, makeTestImages } from './testing/makeTestImages.ts';
import { makeTestModel } from './testing/makeTestModel.ts';

const engines = testEngines();
let root: string;
let images: string;

beforeEach(async () => {
  ({ root } = engines);
  images = await makeTestImages(join(root, 'faces'), { count: 12 });
});

async function started(...args: string[]) {
  const engine = await engines.start(...args);
  return { engine, state: await engine.connect() };
}

const modelOf = async (engine: TestEngine) => (await engine.call('state')).model;
const fitted = () => readdir(join(root, 'data', 'models')).catch(() => []);

async function bundledDigits(): Promise<void> {
  const folder = await makeTestModel(join(root, 'bundled', 'digits'), { name: 'Digits', latent: 3 });
  await makeTestImages(join(folder, 'samples'), { count: 7 });
}

test('with no model open one is fitted to the images, which can be decoded; opened again it is the same', async () => {
  const { engine } = await started();
  await engine.call('openImages', [images]);
  await engine.untilReady();
  const model = await modelOf(engine);
  expect(model).toMatchObject({ name: 'faces (instant)', hasEncoder: true, hasDecoder: true });
  expect(instantFacts(model!.json)).toMatchObject({ images: 12, keptShare: null });
  expect(engine.collection).toMatchObject({ name: 'faces', count: 12, samplesOf: null, unlike: null });
  const state = await engine.call('state');
  expect(state).toMatchObject({ waiting: null, notices: [] });
  expect(state.recent).toMatchObject([{ kind: 'images', path: images, model: { name: 'faces (instant)' } }]);
  expect(await engine.decode(new Float32Array(model!.latentSize), 1, 0)).toMatchObject({
    width: 8,
    height: 8,
  });

  const id = engine.collection?.id;
  const [folder] = await fitted();
  const before = await readFile(join(root, 'data', 'models', folder!, 'model.json'), 'utf8');
  const others = await makeTestImages(join(root, 'places'), { count: 15 });
  await engine.call('openImages', [others]);
  await engine.untilReady();
  expect(engine.collection).toMatchObject({ name: 'places', count: 15 });
  await engine.call('openImages', [images]);
  await engine.untilReady();
  expect(engine.collection).toMatchObject({ id, name: 'faces' });
  expect(await fitted()).toHaveLength(2);
  expect(await readFile(join(root, 'data', 'models', folder!, 'model.json'), 'utf8')).toBe(before);
});

test('a bundled model gives way to one of their own; seen through it by name they stay', async () => {
  await bundledDigits();
  const { engine, state } = await started();
  expect(state.collection).toMatchObject({ name: 'Digits', samplesOf: 'digits' });
  await engine.call('openImages', [images]);
  await engine.untilReady();
  expect(await modelOf(engine)).toMatchObject({ name: 'faces (instant)' });
  await engine.call('openImages', [images], 'digits');
  await engine.untilReady();
  expect(await modelOf(engine)).toMatchObject({ name: 'Digits' });
  expect(engine.collection).toMatchObject({ name: 'faces', latentSize: 3 });
});

test("images open through a person's own model as long as nobody asks for one of theirs", async () => {
  const own = await makeTestModel(join(root, 'own'), { latent: 3 });
  const { engine } = await started('--model', own);
  await engine.call('openImages', [images]);
  await engine.untilReady();
  expect(await modelOf(engine)).toMatchObject({ path: own });
  await engine.call('fitModel');
  await engine.untilReady();
  expect(await modelOf(engine)).toMatchObject({ name: 'faces (instant)' });
  expect(engine.collection).toMatchObject({ name: 'faces', count: 12, unlike: null });

  // More of them: asked again, it is fitted again in the same place.
  await makeTestImages(images, { count: 30 });
  await engine.call('fitModel');
  await engine.untilReady();
  expect(instantFacts((await modelOf(engine))!.json)).toMatchObject({ images: 30 });
  expect(await fitted()).toHaveLength(1);
});

test('images given at the command line of a first start get a model of their own, and no samples come first', async () => {
  await bundledDigits();
  const { engine } = await started('--open', images);
  await engine.untilReady();
  expect(await modelOf(engine)).toMatchObject({ name: 'faces (instant)' });
  expect(engine.collection).toMatchObject({ name: 'faces', count: 12 });
  expect((await engine.call('state')).recent.map(({ kind }) => kind)).toEqual(['images']);
});

test.each([
  ['a single image', (folder: string) => makeTestImages(folder, { count: 1 }), /only 1 image/],
  ['images of one colour', (folder: string) => makeFlatImages(folder, 5), /one single colour/],
])('%s waits, with the reason; more dropped on it make a model', async (_, make, reason) => {
  const { engine } = await started();
  const few = await make(join(root, 'few'));
  await engine.call('openImages', [few]);
  expect(await engine.call('state')).toMatchObject({
    model: null,
    collection: null,
    waiting: { name: 'few', reason: expect.stringMatching(reason) },
    jobs: [],
  });
  expect(await fitted()).toEqual([]);
  await engine.call('addImages', [images]);
  await engine.untilReady();
  expect((await engine.call('state')).waiting).toBeNull();
  expect(engine.collection).toMatchObject({ name: 'few and 1 more' });
});

test('a single image opens through the bundled model that is open, and it is said why', async () => {
  await bundledDigits();
  const { engine } = await started();
  await engine.call('openImages', [await makeTestImages(join(root, 'few'), { count: 1 })]);
  await engine.untilReady();
  expect(engine.collection).toMatchObject({ name: 'few', count: 1, latentSize: 3 });
  expect(engine.notices.at(-1)?.message).toMatch(/only 1 image/);
});

test('what holds no image is refused, and what is open stays', async () => {
  await bundledDigits();
  const { engine } = await started();
  const letters = join(root, 'letters');
  await mkdir(letters);
  await writeFile(join(letters, 'a.docx'), 'dear reader');
  await expect(engine.call('openImages', [letters])).rejects.toMatchObject({ code: 'bad-images' });
  await expect(engine.call('openImages', [join(root, 'gone')])).rejects.toMatchObject({ code: 'not-found' });
  expect(engine.collection).toMatchObject({ name: 'Digits' });
  expect(await engine.call('state')).toMatchObject({ waiting: null, notices: [] });
});

test('a fitting that is killed leaves the images waiting, with the reason; cancelled, with that', async () => {
  const { engine } = await started();
  const opened = engine.call('openImages', [images]);
  await expect.poll(() => engine.jobPids().length, { interval: 5, timeout: 60_000 }).toBe(1);
  process.kill(engine.jobPids()[0]!, 'SIGKILL');
  await opened;
  expect(await engine.call('state')).toMatchObject({
    model: null,
    waiting: { name: 'faces', count: 12, reason: expect.stringContaining('ended') },
  });

  const again = engine.call('fitModel');
  await expect.poll(async () => (await engine.call('state')).jobs.length, { timeout: 60_000 }).toBe(1);
  await engine.call('cancelJob', (await engine.call('state')).jobs[0]!.id);
  await again;
  expect((await engine.call('state')).waiting).toMatchObject({
    reason: expect.stringContaining('cancelled'),
  });
  await engine.kill();
  const { engine: second, state } = await started();
  expect(state.waiting).toMatchObject({ name: 'faces', reason: expect.stringContaining('cancelled') });
  await second.call('fitModel');
  await second.untilReady();
  expect(second.collection).toMatchObject({ name: 'faces', count: 12 });
});

test('an opening that is newer ends the fitting of an older one', async () => {
  const { engine } = await started();
  const more = await makeTestImages(join(root, 'more'), { count: 9 });
  const first = engine.call('openImages', [images]);
  const cancelled = expect(first).rejects.toMatchObject({ code: 'cancelled' });
  await expect.poll(() => engine.jobPids().length, { interval: 5, timeout: 60_000 }).toBe(1);
  await engine.call('openImages', [more]);
  await cancelled;
  await engine.untilReady();
  expect(engine.collection).toMatchObject({ name: 'more', count: 9 });
  expect((await engine.call('state')).waiting).toBeNull();
});
