import { cp, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { UPLOAD_PATH } from '../../protocol/wire.ts';
import type { TestEngine } from '../server/testing/TestEngine.ts';
import { testEngines } from '../server/testing/testEngines.ts';
import { makeFlatImages, makeTestImages } from './testing/makeTestImages.ts';
import { makeTestModel } from './testing/makeTestModel.ts';

const engines = testEngines();
let root: string;
let model: string;
let generator: string;
let images: string;

beforeEach(async () => {
  ({ root } = engines);
  model = await makeTestModel(join(root, 'model'));
  generator = await makeTestModel(join(root, 'generator'), { parts: 'decoder', latent: 4 });
  // No model can be fitted to them, so they wait for one.
  images = await makeFlatImages(join(root, 'images'), 12);
});

const { start } = engines;

async function started(...args: string[]) {
  const engine = await start(...args);
  return { engine, state: await engine.connect() };
}

const waitingOf = async (engine: TestEngine) => (await engine.call('state')).waiting;

test('images that no model can be fitted to wait, outlive a kill, and open with the next model', async () => {
  const { engine } = await started();
  await engine.call('openImages', [images]);
  const waiting = { paths: [images], name: 'images', count: 12 };
  expect(await engine.call('state')).toMatchObject({ model: null, collection: null, waiting });
  expect((await engine.call('state')).recent).toMatchObject([{ kind: 'images', path: images }]);
  await engine.kill();

  const { engine: second, state } = await started();
  expect(state).toMatchObject({ model: null, collection: null, waiting, notices: [] });
  // A model that cannot be opened, and one without an encoder, leave them waiting.
  const broken = join(root, 'broken.onnx');
  await writeFile(broken, 'no model');
  await expect(second.call('openModel', broken)).rejects.toMatchObject({ code: 'bad-model' });
  expect(await waitingOf(second)).toMatchObject(waiting);
  await second.call('openModel', generator);
  expect(await second.call('state')).toMatchObject({ collection: { state: 'sampled' }, waiting });

  await second.call('openModel', model);
  await second.untilReady();
  expect(second.collection).toMatchObject({ name: 'images', count: 12 });
  expect(await waitingOf(second)).toBeNull();
  await second.kill();
  const { state: third } = await started();
  expect(third).toMatchObject({ collection: { name: 'images', count: 12 }, waiting: null });
});

test('a bundled model opens with the images that wait, in place of its samples; after that with its samples', async () => {
  const folder = await makeTestModel(join(root, 'bundled', 'letters'), { name: 'Letters', latent: 3 });
  await makeTestImages(join(folder, 'samples'), { count: 7 });
  const { engine } = await started('--model', generator);
  await engine.call('openImages', [images]);
  await engine.call('openBundled', 'letters');
  await engine.untilReady();
  expect(engine.collection).toMatchObject({ name: 'images', count: 12, latentSize: 3 });
  expect(await waitingOf(engine)).toBeNull();
  await engine.call('openBundled', 'letters');
  await engine.untilReady();
  expect(engine.collection).toMatchObject({ name: 'Letters', count: 7 });
});

test('what holds no image is refused, also with no model, and what waited goes on waiting', async () => {
  const { engine } = await started();
  await engine.call('openImages', [images]);
  const before = await waitingOf(engine);
  const letters = join(root, 'letters');
  await mkdir(letters);
  await expect(engine.call('openImages', [letters])).rejects.toMatchObject({
    code: 'bad-images',
    message: expect.stringContaining('There are no images in'),
  });
  for (const name of ['a.docx', 'b.docx']) await writeFile(join(letters, name), 'dear reader');
  for (const call of ['openImages', 'addImages'] as const) {
    await expect(engine.call(call, [letters])).rejects.toMatchObject({
      code: 'bad-images',
      message: expect.stringContaining('could be read as an image: 2 .docx files'),
    });
  }
  await expect(engine.call('openImages', [join(root, 'gone')])).rejects.toMatchObject({ code: 'not-found' });
  expect(await waitingOf(engine)).toEqual(before);

  const more = await makeFlatImages(join(root, 'more'), 3);
  await engine.call('addImages', [more]);
  const both = { paths: [images, more], name: 'images and 1 more', count: 15 };
  expect(await waitingOf(engine)).toMatchObject(both);
  await engine.call('openImages', [more]);
  expect(await waitingOf(engine)).toMatchObject({ paths: [more], name: 'more', count: 3 });
  await engine.call('forgetWaiting');
  expect(await engine.call('state')).toMatchObject({ waiting: null, recent: [{ path: more }, {}] });
  await engine.kill();
  expect((await started()).state.waiting).toBeNull();
});

test('images whose model is gone at the next start wait for another, and no other model is opened unasked', async () => {
  const digits = await makeTestModel(join(root, 'bundled', 'digits'), { name: 'Digits', latent: 3 });
  await makeTestImages(join(digits, 'samples'), { count: 7 });
  const { engine: first } = await started('--model', model, '--open', images);
  await first.untilReady();
  await first.stop();
  await rename(model, join(root, 'elsewhere'));

  const { engine: second, state } = await started();
  expect(state).toMatchObject({ model: null, collection: null, waiting: { paths: [images] } });
  expect(state.notices).toMatchObject([{ code: 'not-found' }]);
  await expect.poll(() => waitingOf(second), { timeout: 60_000 }).toMatchObject({ count: 12 });
  await second.stop();
  const { engine: third, state: again } = await started();
  expect(again).toMatchObject({ model: null, waiting: { count: 12 }, notices: [] });
  await third.call('openModel', join(root, 'elsewhere'));
  await third.untilReady();
  expect(third.collection).toMatchObject({ name: 'images', count: 12 });
});

test('images that are gone together with their model wait uncounted, and that is told', async () => {
  const { engine: first } = await started('--model', model, '--open', images);
  await first.untilReady();
  await first.stop();
  await rename(model, join(root, 'elsewhere'));
  await rename(images, join(root, 'unplugged'));
  const { engine: second, state } = await started();
  expect(state).toMatchObject({ model: null, waiting: { paths: [images], count: null } });
  await expect
    .poll(async () => (await second.call('state')).notices.map(({ message }) => message), { timeout: 60_000 })
    .toEqual([expect.stringContaining(model), expect.stringContaining(`There is nothing at "${images}"`)]);

  // Another model opens without them, and says why. Through the one they were encoded with what is stored of them is shown.
  await second.call('openModel', await makeTestModel(join(root, 'other'), { name: 'other', latent: 4 }));
  expect(await second.call('state')).toMatchObject({
    model: { name: 'other' },
    collection: null,
    waiting: null,
  });
  // The same words within half a minute are told once: whichever came first.
  const { notices } = await second.call('state');
  expect(notices.at(-1)?.message).toContain(`There is nothing at "${images}"`);
});

test('images given at the command line wait where the model given with them cannot be used', async () => {
  const broken = join(root, 'broken.onnx');
  await writeFile(broken, 'no model');
  const { engine, state } = await started('--model', broken, '--open', images);
  expect(state).toMatchObject({ model: null, waiting: { paths: [images], count: 12 } });
  expect(state.notices).toMatchObject([{ code: 'bad-model' }]);
  await engine.call('forgetWaiting');
  await engine.stop();

  const { engine: second, state: other } = await started('--model', generator, '--open', images);
  expect(other).toMatchObject({ collection: { state: 'sampled' }, waiting: { count: 12 }, notices: [] });
  await second.stop();
  // The model was given an encoder meanwhile.
  await cp(model, generator, { recursive: true, force: true });
  const { engine: third } = await started();
  await third.untilReady();
  expect(third.collection).toMatchObject({ name: 'images', count: 12 });
  expect(await waitingOf(third)).toBeNull();
});

test('dropped images that wait are not cleared away at the next start', async () => {
  const { engine } = await started();
  const body = await readFile(join(images, 'image-0.png'));
  const headers = { 'x-file-name': 'a.png' };
  const answer = await engine.request(UPLOAD_PATH, { method: 'POST', headers, body });
  const { path } = JSON.parse(answer.body.toString()) as { path: string };
  await engine.call('openImages', [path]);
  // What was opened lately keeps dropped files too: here only that it waits does.
  const session = join(root, 'data', 'session.json');
  await engine.stop();
  const saved = JSON.parse(await readFile(session, 'utf8')) as Record<string, unknown>;
  delete saved['sum'];
  await writeFile(session, JSON.stringify({ ...saved, recent: [] }));
  const { engine: second } = await started();
  await second.stop();
  await expect(readFile(path)).resolves.toEqual(body);
  expect((await started()).state.waiting).toMatchObject({ paths: [path], count: 1 });
});

test('an opening that is newer ends the counting of an older one', async () => {
  const { engine } = await started();
  const more = await makeFlatImages(join(root, 'more'), 3);
  const first = engine.call('openImages', [images]);
  const cancelled = expect(first).rejects.toMatchObject({ code: 'cancelled' });
  await expect.poll(() => engine.jobPids().length, { interval: 5, timeout: 60_000 }).toBe(1);
  await engine.call('openImages', [more]);
  await cancelled;
  expect(await waitingOf(engine)).toMatchObject({ name: 'more', count: 3 });
});
