import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { isJobOf } from '../../protocol/job.ts';
import type { ModelJson } from '../../protocol/model.ts';
import type { StartArguments } from '../../protocol/operations/index.ts';
import { PREVIEW_PATH, ROWS_PATHS, UPLOAD_PATH } from '../../protocol/wire.ts';
import { LAST_END_VARIABLE, type LastEnd } from '../supervisor/lastEnd.ts';
import { HOSTILE_DECODERS } from '../models/trial/testing/hostileDecoders.ts';
import type { TestEngine } from '../server/testing/TestEngine.ts';
import { testEngines } from '../server/testing/testEngines.ts';
import { CollectionStore } from '../store/CollectionStore.ts';
import { writeVersion01 } from '../store/version01/testing/writeVersion01.ts';
import { makeTestArray, makeTestImages } from './testing/makeTestImages.ts';
import { makeTestModel } from './testing/makeTestModel.ts';

const engines = testEngines();
let root: string;
let model: string;
let images: string;
/** Enough images that a test can act while they are being encoded. */
const MANY = 20_000;
const manyImages = () => makeTestArray(join(root, 'many.idx'), MANY);

beforeEach(async () => {
  ({ root } = engines);
  model = await makeTestModel(join(root, 'model'));
  images = await makeTestImages(join(root, 'images'), { count: 30 });
});

const { start } = engines;

/** @param end how the engine before it ended, as a supervisor tells it */
const startAfter = (end: LastEnd | null, ...args: string[]) =>
  engines.startIn(end ? { [LAST_END_VARIABLE]: JSON.stringify(end) } : {}, ...args);

async function startWithImages(): Promise<TestEngine> {
  const engine = await start('--model', model, '--open', images);
  await engine.connect();
  await engine.untilReady();
  return engine;
}

const latentsOf = async (engine: TestEngine) => {
  const { id, count } = engine.collection!;
  return (await engine.request(`${ROWS_PATHS.latents}?id=${id}&from=0&to=${count}`)).body;
};

test('a first start opens the bundled digits with their samples', async () => {
  const folder = await makeTestModel(join(root, 'bundled', 'digits'), { name: 'Digits', latent: 3 });
  await makeTestImages(join(folder, 'samples'), { count: 12 });
  const engine = await start();
  const state = await engine.connect();
  expect(state.model).toMatchObject({ name: 'Digits', bundled: true });
  expect(state.projection).toMatchObject({ kind: 'native', version: 1 });
  await engine.untilReady();
  expect(engine.collection).toMatchObject({ count: 12, samplesOf: 'digits' });

  // A person's own images stay open when the model changes; samples give way to those of the next model.
  const other = await makeTestModel(join(root, 'bundled', 'letters'), { name: 'Letters', latent: 4 });
  await makeTestImages(join(other, 'samples'), { count: 7 });
  await engine.call('openModel', 'letters');
  await engine.untilReady();
  expect(engine.collection).toMatchObject({
    ...{ name: 'Letters', count: 7, latentSize: 4, samplesOf: 'letters' },
  });
  // With a person's own among them they are no samples any more.
  await engine.call('addImages', [images]);
  await engine.until(() => engine.collection?.count === 37 && engine.collection.state === 'ready');
  expect(engine.collection).toMatchObject({ name: 'Letters', samplesOf: null });
  await engine.call('openImages', [images]);
  await engine.untilReady();
  await engine.call('openModel', 'digits');
  await engine.untilReady();
  expect(engine.collection).toMatchObject({ name: 'images', count: 30, latentSize: 3 });
});

test('images that were open lately know the model they were seen through, and open with it again', async () => {
  const engine = await startWithImages();
  const [first, path] = [engine.collection!.id, (await engine.call('state')).model!.path];
  const other = await makeTestModel(join(root, 'other'), { name: 'Other', latent: 5 });
  await engine.call('openModel', other);
  const more = await makeTestImages(join(root, 'more'), { count: 3 });
  await engine.call('openImages', [more]);
  await engine.untilReady();
  const { recent } = await engine.call('state');
  expect(recent.filter(({ kind }) => kind === 'images')).toMatchObject([
    { path: more, model: { path: other, name: 'Other' } },
    { path: images, model: { path } },
  ]);
  await engine.call('openImages', [images], path);
  await engine.untilReady();
  expect(engine.collection).toMatchObject({ id: first, count: 30 });
  await expect(engine.call('openImages', [more], join(root, 'gone'))).rejects.toThrow(/gone/);
  expect(engine.collection).toMatchObject({ id: first, count: 30 });
});

test('an engine that is killed comes back with model, collection and settings, without encoding again', async () => {
  const first = await startWithImages();
  await first.call('setSettings', { background: '#123456' });
  await first.untilReady();
  const latents = await latentsOf(first);
  const before = await first.call('state');
  await first.kill();

  const second = await start();
  const state = await second.connect();
  expect(state.engineId).not.toBe(before.engineId);
  expect(state.model?.hash).toBe(before.model?.hash);
  // Which collection it took the place of is a matter of the engine that was there: none of this one's.
  expect(state.collection).toEqual({ ...before.collection, follows: null });
  expect(state.settings).toEqual({ provider: 'cpu', fit: null, background: '#123456' });
  expect(state.recent[0]?.path).toBe(before.recent[0]?.path);
  expect((await latentsOf(second)).equals(latents)).toBe(true);
  expect(state.projection?.explainedVariance).toEqual(before.projection?.explainedVariance);
});

test('an engine that is killed while it encodes goes on at the next start, with what was there shown at once', async () => {
  const first = await start('--model', model, '--open', await manyImages());
  await first.connect();
  expect(first.collection?.state).toBe('encoding');
  const { count: before } = first.collection!;
  await first.kill();

  const second = await start();
  const state = await second.connect();
  expect(state.collection?.count).toBeGreaterThanOrEqual(before);
  await second.untilReady();
  expect(second.collection?.count).toBe(MANY);
  const { projection } = await second.call('state');
  expect(projection?.version).toBeGreaterThan(1);
});

test('a job that is killed in mid-batch leaves a message, the rows so far, and a usable engine', async () => {
  const engine = await start('--model', model, '--open', await manyImages());
  await engine.connect();
  const pids = engine.jobPids();
  expect(pids).toHaveLength(1);
  process.kill(pids[0]!, 'SIGKILL');
  await engine.until(() => engine.collection?.state === 'cancelled');
  await engine.until(() => engine.notices.length > 0);
  expect(engine.notices[0]).toMatchObject({
    code: 'job-failed',
    message: expect.stringContaining('SIGKILL'),
  });
  expect(engine.collection!.count).toBeGreaterThan(0);
  const { jobs } = await engine.call('state');
  expect(jobs).toMatchObject([{ operation: 'ingest', state: 'failed' }]);
  await engine.call('dismissJob', jobs[0]!.id);
  expect((await engine.call('state')).jobs).toEqual([]);
  expect((await engine.decode(new Float32Array(5), 1, 0)).kind).toBe('image');
});

test('encoding can be cancelled, and what is there stays', async () => {
  const engine = await start('--model', model, '--open', await manyImages());
  const { jobs } = await engine.connect();
  await engine.call('cancelJob', jobs[0]!.id);
  await engine.until(() => engine.collection?.state === 'cancelled');
  expect(engine.collection!.count).toBeGreaterThan(0);
  expect(engine.collection!.count).toBeLessThan(MANY);
  expect((await engine.call('state')).notices).toEqual([]);
  expect((await latentsOf(engine)).length).toBe(engine.collection!.count * 5 * 4);
});

test('what cannot be opened says why and leaves everything as it was', async () => {
  const engine = await startWithImages();
  const before = await engine.call('state');
  const latents = await latentsOf(engine);
  const empty = join(root, 'empty');
  const texts = join(root, 'texts');
  const broken = join(root, 'broken.onnx');
  await mkdir(empty);
  await mkdir(texts);
  await writeFile(join(texts, 'a.png'), 'no image');
  await writeFile(join(texts, 'b.jpg'), 'no image either');
  await writeFile(broken, 'no model');

  await expect(engine.call('openImages', [empty])).rejects.toMatchObject({
    code: 'bad-images',
    message: expect.stringMatching(/no images in ".*empty".*Choose a folder/),
  });
  await expect(engine.call('openImages', [texts])).rejects.toMatchObject({
    code: 'bad-images',
    message: expect.stringMatching(/None of the 2 files .* could be read as an image/),
  });
  await expect(engine.call('openImages', [join(root, 'gone')])).rejects.toMatchObject({ code: 'not-found' });
  await expect(engine.call('openModel', broken)).rejects.toMatchObject({ code: 'bad-model' });
  await expect(engine.call('openBundled', 'nothing')).rejects.toMatchObject({ code: 'not-found' });

  const after = await engine.call('state');
  expect(after.model).toEqual(before.model);
  expect(after.collection).toEqual(before.collection);
  expect((await latentsOf(engine)).equals(latents)).toBe(true);
});

test('a model without an encoder shows draws from its prior, decoded', async () => {
  const generator = await makeTestModel(join(root, 'generator'), { parts: 'decoder', latent: 4 });
  const engine = await start('--model', generator);
  const state = await engine.connect();
  expect(state.collection).toMatchObject({ state: 'sampled', count: 256, paths: [] });
  const first = await latentsOf(engine);
  await engine.kill();
  const again = await start();
  expect((await again.connect()).collection?.state).toBe('sampled');
  expect((await latentsOf(again)).equals(first)).toBe(true);
});

test('a model without a decoder plots, and says that it cannot draw', async () => {
  const embedding = await makeTestModel(join(root, 'embedding'), { parts: 'encoder' });
  const engine = await start('--model', embedding, '--open', images);
  await engine.connect();
  await engine.untilReady();
  expect(engine.collection?.count).toBe(30);
  const reply = await engine.decode(new Float32Array(5), 9, 0);
  expect(reply).toMatchObject({ kind: 'error', error: { code: 'no-decoder' } });
});

test('a corrected model is opened again with its images, and the correction survives a restart', async () => {
  const bare = join(root, 'model');
  await rm(join(bare, 'model.json'));
  const engine = await startWithImages();
  const { model: inferred } = await engine.call('state');
  expect(inferred?.canSaveJson).toBe(true);
  const latents = await latentsOf(engine);
  const json = { ...inferred!.json, image: { ...inferred!.json.image, range: [0, 2] as [number, number] } };
  await engine.call('correctModel', json);
  await engine.untilReady();
  expect((await latentsOf(engine)).equals(latents)).toBe(false);
  await engine.stop();

  const second = await start();
  const state = await second.connect();
  expect(state.model?.json.image.range).toEqual([0, 2]);
  expect(state.collection?.state).toBe('ready');
  expect(await second.call('saveModelJson')).toBe(join(bare, 'model.json'));
  expect((await second.call('state')).model?.canSaveJson).toBe(false);
});

test('a training ends in a model folder that is opened with the images it was trained on', async () => {
  const engine = await start('--model', model);
  await engine.connect();
  const options = { images: [images], latent: 2, preset: 'quick' as const, seconds: 4, name: 'Waves & more' };
  const id = await engine.call('startOperation', 'train', options);
  await expect(engine.call('startOperation', 'train', options)).rejects.toMatchObject({
    code: 'bad-request',
    message: expect.stringContaining('"Training Waves & more" is running'),
  });
  await engine.until(() => engine.collection?.name === 'images');
  const state = await engine.call('state');
  expect(state.notices).toEqual([]);
  expect(state.model).toMatchObject({ path: join(root, 'data', 'models', 'waves-more'), latentSize: 2 });
  // A page that is loaded now sees how it ended, and no seconds left.
  const job = state.jobs.find((each) => each.id === id)!;
  if (!isJobOf(job, 'train') || !job.report) throw new Error('no report of the training');
  expect(job).toMatchObject({ operation: 'train', state: 'done', secondsLeft: null });
  expect(job.result?.modelPath).toBe(state.model?.path);
  expect(job.detail).toMatch(/^Wrote .*waves-more after/);
  expect(job.notes[0]).toMatch(/^30 images at 8×8, grey/);
  const preview = await engine.request(`${PREVIEW_PATH}?job=${id}`);
  const [width, height] = [Number(preview.headers['x-width']), Number(preview.headers['x-height'])];
  expect(preview.body.length).toBe(2 * job.report.previewCount * width * height * 4);
  expect((await engine.request(`${PREVIEW_PATH}?job=another`)).status).toBe(204);
});

test('a page starts any operation by its name; what is none, or no input for it, is refused in words', async () => {
  const engine = await start('--model', model);
  await engine.connect();
  const out = join(root, 'stats.csv');
  const input = { model, images: [images], out };
  const id = await engine.call('startOperation', 'statistics', input);
  const job = async () => (await engine.call('state')).jobs.find((each) => each.id === id)!;
  await expect.poll(async () => (await job()).state, { timeout: 60_000 }).toBe('done');
  expect(await job()).toMatchObject({
    title: 'Measuring images',
    detail: expect.stringMatching(/^30 images, on average brightness/),
    result: { out, count: 30, unreadable: [] },
    can: { pause: false, finish: false },
  });
  await expect(engine.call('pauseJob', id)).rejects.toThrow('cannot be paused');
  await engine.call('dismissJob', id);

  const refused = (name: string, given: object) =>
    expect(engine.call('startOperation', ...([name, given] as StartArguments))).rejects;
  await refused('paint', {}).toMatchObject({ code: 'bad-request' });
  await refused('ingest', input).toThrow('is not started by itself');
  await refused('statistics', { ...input, out: 'stats.json' }).toThrow(
    'Measure images: out: expected a name in .csv or .parquet, got "stats.json".',
  );
  expect((await engine.call('state')).jobs).toEqual([]);
});

test('a session that cannot be read costs no dropped file: not at that start, and not at later ones', async () => {
  const data = join(root, 'data');
  const first = await start('--model', model);
  await first.connect();
  const upload = async (name: string) => {
    const headers = { 'x-file-name': name };
    const body = await readFile(join(images, 'even', 'image-0.png'));
    const answer = await first.request(UPLOAD_PATH, { method: 'POST', headers, body });
    return (JSON.parse(answer.body.toString()) as { path: string }).path;
  };
  const dropped = [await upload('a.png'), await upload('b.png')];
  await first.call('openImages', dropped);
  await first.untilReady();
  await first.stop();
  await truncate(join(data, 'session.json'), 50);

  for (const notices of [
    [expect.stringMatching(/could not be read whole.*kept as.*dropped files are kept/)],
    [],
  ]) {
    const next = await start('--model', model);
    const state = await next.connect();
    expect(state.notices.map(({ message }) => message)).toEqual(notices);
    await next.stop();
    for (const path of dropped) expect(existsSync(path)).toBe(true);
  }
  // A second start beside a running one ends before it has touched anything.
  const running = await start();
  await running.connect();
  const session = await readFile(join(data, 'session.json'), 'utf8');
  const second = spawnSync(process.execPath, [
    join(import.meta.dirname, '..', 'main.ts'),
    '--data',
    data,
    '--no-leash',
  ]);
  expect(second.status).toBe(1);
  for (const path of dropped) expect(existsSync(path)).toBe(true);
  expect(await readFile(join(data, 'session.json'), 'utf8')).toBe(session);
});

test('a model at whose opening the engine crashed is not opened by itself, and opens when it is asked for', async () => {
  const first = await startWithImages();
  await first.kill();
  const data = join(root, 'data');
  await writeFile(join(data, 'opening.json'), JSON.stringify({ model, deaths: 0 }));
  const next = await startAfter({ how: 'SIGABRT', livedMs: 900, startEmpty: false });
  const state = await next.connect();
  expect(state).toMatchObject({ model: null, collection: null });
  expect(state.notices).toEqual([
    {
      code: 'engine-lost',
      message: expect.stringContaining(`Hourglass ended (SIGABRT) while it opened "${model}"`),
    },
  ]);
  expect(state.recent.map(({ kind, path }) => [kind, path])).toEqual([
    ['model', model],
    ['images', images],
  ]);
  await next.call('openModel', model);
  await next.call('openImages', [images]);
  await next.untilReady();
  await next.kill();
  const third = await startAfter({ how: 'SIGKILL', livedMs: 900, startEmpty: false });
  expect((await third.connect()).collection?.count).toBe(30);
});

test('a model that aborts ONNX Runtime is refused in words, and the one that was open stays open', async () => {
  const engine = await startWithImages();
  const before = await engine.call('state');
  const hostile = join(root, 'hostile-decoder.onnx');
  await writeFile(hostile, HOSTILE_DECODERS.aborting());
  await expect(engine.call('openModel', hostile)).rejects.toThrow(
    '"hostile-decoder.onnx" ended the process that tried it',
  );
  const after = await engine.call('state');
  expect(after.engineId).toBe(before.engineId);
  expect(after.model).toEqual(before.model);
  expect(after.collection).toEqual(before.collection);
});

test('after too many crashes nothing is opened, and what was open is among the recent', async () => {
  const first = await startWithImages();
  await first.kill();
  const next = await startAfter({ how: 'SIGSEGV', livedMs: 900, startEmpty: true });
  const state = await next.connect();
  expect(state).toMatchObject({ model: null, collection: null });
  expect(state.notices[0]?.message).toMatch(
    /ended several times in a row \(SIGSEGV\), so nothing was opened/,
  );
  expect(state.recent.map(({ path }) => path)).toEqual([model, images]);
});

test('a data folder that is removed while it is open is told once, and the engine goes on', async () => {
  const engine = await startWithImages();
  await rm(join(root, 'data'), { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  await writeFile(join(root, 'data'), 'a file in its place');
  for (const background of ['#111111', '#222222', '#333333']) {
    await engine.call('setSettings', { background }).catch(() => {});
  }
  await engine.call('setTag', { name: 'late', rows: [[0, 3]], on: true }).catch(() => {});
  await engine.until(() => engine.notices.length > 0);
  await engine.until(() => engine.notices.some(({ message }) => message.includes('was removed while')));
  const words = engine.notices.map(({ message }) => message);
  // What was on its way may still have found no folder; all that came after found the file in its place.
  const ofSession = words.filter((message) => message.includes('session.json'));
  expect(ofSession.filter((message) => message.includes('file already exists'))).toHaveLength(1);
  expect(new Set(words).size).toBe(words.length);
  // What is open can be used on, since its files are open.
  expect(await engine.decode(new Float32Array(5), 1, 0)).toMatchObject({ kind: 'image' });
  expect((await engine.call('state')).model?.name).toBe('cosines');
});

test('a fit of the view whose job is killed is told, and the engine goes on', async () => {
  // Large enough that the last fit is a job of its own.
  const wide = await makeTestModel(join(root, 'wide'), { latent: 64 });
  const engine = await start('--model', wide);
  await engine.connect();
  const opening = engine.call('openImages', [await manyImages()]);
  let ingest: number | undefined;
  const killing = setInterval(() => {
    const [first, ...fits] = engine.jobPids();
    ingest ??= first;
    for (const pid of first === ingest ? fits : engine.jobPids()) process.kill(pid, 'SIGKILL');
  }, 10);
  await opening;
  await engine.until(() => engine.notices.length > 0);
  clearInterval(killing);
  expect(engine.notices[0]).toMatchObject({
    code: 'job-failed',
    message: expect.stringMatching(/view could not be fitted to "many.idx": .*SIGKILL.*stays as it was/),
  });
  await engine.untilReady();
  expect((await engine.call('state')).collection?.count).toBe(MANY);
  expect(await engine.decode(new Float32Array(64), 1, 0)).toMatchObject({ kind: 'image' });
});

test('the engine ends when the one who started it does', async () => {
  const engine = await start('--model', model);
  await engine.connect();
  await engine.stop();
  expect(engine.process.exitCode).toBe(0);
});

test('a second engine on one data folder says who has it and ends; the first goes on', async () => {
  const first = await startWithImages();
  const second = spawnSync(
    process.execPath,
    [join(import.meta.dirname, '..', 'main.ts'), '--data', join(root, 'data'), '--no-leash'],
    { encoding: 'utf8' },
  );
  expect(second.status).toBe(1);
  expect(second.stderr).toContain(`process ${first.process.pid}`);
  expect(second.stderr).toContain('--data');
  expect((await first.call('state')).collection?.count).toBe(30);
});

test('tags, notes and measured columns are kept, can be searched for, and outlive a kill', async () => {
  const first = await startWithImages();
  expect(await first.call('setTag', { name: 'odd one', rows: [[2, 5]], on: true })).toEqual({
    changed: [[2, 5]],
  });
  expect(await first.call('setTag', { name: 'odd one', rows: [[4, 8]], on: true })).toEqual({
    changed: [[5, 8]],
  });
  expect(await first.call('setNote', 3, 'look again')).toBe('');
  expect(await first.call('searchRows', 'AGAIN look')).toEqual([[3, 4]]);
  expect(await first.call('searchRows', 'even/image-0.png')).toEqual([[0, 1]]);
  const id = await first.call('startOperation', 'statistics', {});
  await expect
    .poll(async () => (await first.call('state')).jobs.find((job) => job.id === id)?.state, {
      timeout: 60_000,
    })
    .toBe('done');
  await first.until(() => first.collection?.columns.find(({ name }) => name === 'ssim')?.known === 30);
  await first.kill();

  const second = await start();
  const { collection } = await second.connect();
  const known = Object.fromEntries(collection!.columns.map((column) => [column.name, column.known]));
  expect(known).toMatchObject({ 'odd one': 6, note: 1, brightness: 30, contrast: 30, mse: 30, ssim: 30 });
  const { values } = await second.call('pointDetails', 3);
  expect(values).toMatchObject({ 'odd one': true, note: 'look again' });
  expect(values['brightness']).toBeGreaterThan(0);
  await second.call('removeColumn', 'brightness');
  await expect(second.call('removeColumn', 'label')).rejects.toThrow(/no column that was measured/);
  expect((await second.call('state')).collection?.columns.map(({ name }) => name)).not.toContain(
    'brightness',
  );
});

test('a folder that changed while the engine was away is brought up to date at the next start', async () => {
  const first = await startWithImages();
  await first.call('setTag', { name: 'kept', rows: [[0, 30]], on: true });
  const { name } = await first.call('pointDetails', 4);
  await first.kill();
  await rm(join(images, name));
  await makeTestImages(join(images, 'more'), { count: 2 });

  const second = await start();
  await second.connect();
  await second.until(() => second.collection?.count === 34 || second.collection?.gone === 1);
  await second.untilReady();
  expect(second.collection).toMatchObject({ count: 32, gone: 1 });
  expect(await second.call('pointDetails', 4)).toMatchObject({ isGone: true, values: { kept: true } });
});

test('images that are added stay in the same collection, also at the next start; what is no image leaves it as it was', async () => {
  const first = await startWithImages();
  const { id } = first.collection!;
  await first.call('setTag', { name: 'kept', rows: [[3, 4]], on: true });
  const note = join(root, 'note.png');
  await writeFile(note, 'dear reader');
  await expect(first.call('addImages', [note])).rejects.toThrow(/"note\.png" could not be read as an image/);
  await expect(first.call('addImages', [images])).rejects.toThrow(/are in the collection already/);
  expect((await first.call('state')).collection).toMatchObject({
    id,
    count: 30,
    paths: [images],
    unreadable: [],
  });
  const more = await makeTestImages(join(root, 'more'), { count: 5 });
  await first.call('addImages', [more]);
  await first.untilReady();
  expect(first.collection).toMatchObject({ id, count: 35, paths: [images, more] });
  await first.kill();

  const second = await start();
  await second.connect();
  expect(second.collection).toMatchObject({ id, count: 35, paths: [images, more] });
  expect(await second.call('pointDetails', 3)).toMatchObject({ values: { kept: true } });
  // The first folder alone is another collection.
  await second.call('openImages', [images]);
  await second.untilReady();
  expect(second.collection).toMatchObject({ id: `${id}.2`, count: 30 });
});

/** Puts what version 0.1 stored of the open collection, all z one larger, in place of it. Resolves to its folder. */
async function asVersion01(id: string): Promise<string> {
  const folder = join(root, 'data', 'collections', id);
  const store = await CollectionStore.open(folder);
  const { rows, name, paths, total, latentSize, tileSize, fit } = store.info;
  const latents = (await store.latents(0, rows)).map((value) => value + 1);
  const tiles = new Uint8Array(await store.tiles(0, rows));
  const sources = store.sources(0, rows);
  await store.close();
  await rm(folder, { recursive: true });
  const old = `${folder}-12345678`;
  await writeVersion01(
    old,
    {
      ...{ id: `${id}-12345678`, name, paths: [...paths], state: 'ready', count: rows, total },
      ...{ latentSize, tileSize, fit, unreadable: [], labels: [] },
    },
    { sources, latents, labels: new Uint16Array(rows), tiles },
  );
  return old;
}

test('images unlike those the model learned from are remarked on until that is dismissed, also at later starts', async () => {
  const path = join(model, 'model.json');
  const json = JSON.parse(await readFile(path, 'utf8')) as ModelJson;
  const training = { heldOut: { mse: 1e-4 } };
  await writeFile(path, JSON.stringify({ ...json, training } satisfies ModelJson));
  const first = await startWithImages();
  expect(first.collection?.unlike?.times).toBeGreaterThan(3);
  await first.kill();

  const second = await start();
  const { collection } = await second.connect();
  expect(collection?.unlike).toEqual(first.collection?.unlike);
  await second.untilReady();
  await second.call('dismissUnlike', 'another');
  expect((await second.call('state')).collection?.unlike).not.toBeNull();
  await second.call('dismissUnlike', collection!.id);
  expect(second.collection?.unlike).toBeNull();
  await second.kill();

  const third = await start();
  expect((await third.connect()).collection?.unlike).toBeNull();
  await third.untilReady();
  await makeTestImages(images, { count: 40 });
  await third.call('openImages', [images]);
  await third.until(() => third.collection?.count === 40 && third.collection.state === 'ready');
  expect(third.collection?.unlike).toBeNull();
});

test('what version 0.1 stored is taken over without encoding, and kept', async () => {
  const first = await startWithImages();
  const before = new Float32Array(new Uint8Array(await latentsOf(first)).buffer);
  await first.kill();
  const old = await asVersion01(first.collection!.id);

  const second = await start();
  await second.connect();
  await second.untilReady();
  expect(second.collection).toMatchObject({ id: first.collection!.id, count: 30, gone: 0 });
  const after = new Float32Array(new Uint8Array(await latentsOf(second)).buffer);
  expect(after.join()).toBe(before.map((value) => value + 1).join());
  expect(await readdir(join(root, 'data', 'collections'))).toContain(`${basename(old)}.version-0.1`);
});

test('what version 0.1 stored and is damaged is encoded again', async () => {
  const first = await startWithImages();
  const before = await latentsOf(first);
  await first.kill();
  const old = await asVersion01(first.collection!.id);
  await truncate(join(old, 'collection.json'), 100);

  const second = await start();
  await second.connect();
  await second.untilReady();
  expect((await latentsOf(second)).equals(before)).toBe(true);
});
