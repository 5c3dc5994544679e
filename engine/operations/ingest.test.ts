import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { greyOf, writeGreyFolder } from '../ingest/testing/greyFolder.ts';
import { writeMeanModelFolder } from '../ingest/testing/meanModelFolder.ts';
import type { RunningJob } from '../jobs/forkJob.ts';
import { startJob } from '../jobs/startJob.ts';
import { idleContext } from '../jobs/testing/idleContext.ts';
import { CollectionStore } from '../store/CollectionStore.ts';
import { run, type IngestInput } from './ingest.ts';

const IMAGES = 700;
let folder: string;
let input: IngestInput;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ingest-'));
  await writeMeanModelFolder(join(folder, 'model'));
  input = {
    model: join(folder, 'model'),
    provider: 'cpu',
    images: [join(folder, 'images')],
    target: {
      folder: join(folder, 'store'),
      name: 'images',
      modelKey: 'mean',
      drawnBy: null,
      latentSize: 2,
      latentNames: null,
      samplesOf: null,
      version01: null,
    },
  };
});
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));

const writeImages = (count = IMAGES) => writeGreyFolder(join(folder, 'images'), count);

/** Runs the job in a process of its own, as the engine does. */
function ingest(onRows: (job: RunningJob<unknown>) => void = () => {}) {
  const seen = { lastDetail: '' };
  const job = startJob('ingest', input, {
    onProgress: ({ detail }) => (seen.lastDetail = detail ?? ''),
    onMessage: ({ kind }) => kind === 'rows' && onRows(job),
  });
  return { done: job.done, seen };
}

/** Looks at the store while it is open. */
async function inStore<T>(look: (store: CollectionStore) => T | Promise<T>): Promise<T> {
  const store = await CollectionStore.open(input.target.folder, { readOnly: true });
  try {
    return await look(store);
  } finally {
    await store.close();
  }
}

/** Every row is the z and the thumbnail of its own file, and no file has two. */
async function expectWhole(store: CollectionStore): Promise<number> {
  const { rows } = store.cursor;
  const sources = store.sources(0, rows);
  expect(new Set(sources.map(({ path }) => path)).size).toBe(rows);
  const latents = await store.latents(0, rows);
  const tiles = await store.tiles(0, rows);
  for (const [row, { name }] of sources.entries()) {
    const grey = greyOf(Number.parseInt(name));
    expect(latents[2 * row]).toBeCloseTo(grey / 255, 5);
    expect(latents[2 * row + 1]).toBeCloseTo((2 * grey) / 255, 5);
    expect(tiles[row * store.tileSize ** 2 * 4]).toBe(grey);
  }
  return rows;
}

test('a folder becomes a collection, and what cannot be read is listed', async () => {
  await writeImages();
  await writeFile(join(folder, 'images', 'notes.txt'), 'notes');
  await writeFile(join(folder, 'images', '5.png'), 'no picture');
  const { done, seen } = ingest();
  expect(await done).toMatchObject({ count: IMAGES - 1, unreadableCount: 2, gone: 0, moved: 0 });
  expect(seen.lastDetail).toBe('700 of 700 images, 2 could not be read');
  await inStore(async (store) => {
    expect(await expectWhole(store)).toBe(IMAGES - 1);
    expect(store.cursor).toMatchObject({ state: 'ready', total: IMAGES });
    expect(store.tileSize).toBe(64);
    const names = store.unreadable().map(({ path }) => path.split(/[\\/]/).at(-1));
    expect(names.toSorted()).toEqual(['5.png', 'notes.txt']);
  });
});

test('a job killed in mid-batch leaves whole rows, and the next one does the rest', async () => {
  await writeImages();
  const { done } = ingest(({ pid }) => process.kill(pid, 'SIGKILL'));
  await expect(done).rejects.toMatchObject({
    code: 'job-failed',
    message: expect.stringContaining('SIGKILL'),
  });
  const before = await inStore(expectWhole);
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(IMAGES);
  expect(await ingest().done).toMatchObject({ count: IMAGES - before });
  expect(await inStore(expectWhole)).toBe(IMAGES);
});

test('a folder that changed is brought up to date: only what is new or changed is encoded', async () => {
  await writeImages(60);
  await ingest().done;
  const at = (name: string) => join(folder, 'images', name);
  const tagged = await CollectionStore.open(input.target.folder);
  const rowOf = new Map(tagged.names(0, 60).map((name, row) => [name, row]));
  for (const name of ['3.png', '4.png', '5.png']) {
    const row = rowOf.get(name)!;
    await tagged.setTag('kept', [[row, row + 1]], true);
  }
  await tagged.close();

  await rm(at('3.png'));
  await mkdir(at('elsewhere'));
  await rename(at('4.png'), at('elsewhere/4.png'));
  await sharp(new Uint8Array(64).fill(250), { raw: { width: 8, height: 8, channels: 1 } })
    .png()
    .toFile(at('5.png'));
  await utimes(at('5.png'), new Date(), new Date(Date.now() + 5000));
  await writeGreyFolder(at('more'), 2);

  expect(await ingest().done).toMatchObject({ count: 3, gone: 1, moved: 1 });
  await inStore(async (store) => {
    expect(store.cursor).toMatchObject({ rows: 62, gone: 1, state: 'ready' });
    const [gone, moved, changed] = ['3.png', '4.png', '5.png'].map((name) => rowOf.get(name)!);
    expect(store.states(0, 62)[gone!]).toBe(1);
    expect(store.sources(moved!, moved! + 1)[0]?.path).toBe(at('elsewhere/4.png'));
    expect((await store.latents(changed!, changed! + 1))[0]).toBeCloseTo(250 / 255, 5);
    const tag = store.columnValues('kept', 0, 62);
    expect([gone, moved, changed].map((row) => tag.values[row!])).toEqual([1, 1, 1]);
  });
  // Nothing has changed since: nothing is encoded, and the model is not even opened.
  await rm(join(folder, 'model'), { recursive: true });
  expect(await ingest().done).toMatchObject({ count: 0, gone: 0, moved: 0 });
});

test('a cancelled job is cancelled, keeps its rows, and is gone on with', async () => {
  await writeImages();
  const { done } = ingest((running) => running.cancel());
  await expect(done).rejects.toMatchObject({ code: 'cancelled' });
  const before = await inStore((store) => store.cursor);
  expect(before.state).toBe('cancelled');
  expect(await ingest().done).toMatchObject({ count: IMAGES - before.rows });
});

test('errors are in words, and leave no collection: nothing at the path, no readable image, no model', async () => {
  const attempt = (more: Partial<IngestInput>) => run({ ...input, ...more }, idleContext());
  const none = join(folder, 'none');
  await expect(attempt({ images: [none] })).rejects.toMatchObject({ code: 'not-found' });
  const broken = join(folder, 'broken.png');
  await writeFile(broken, 'no picture');
  await expect(attempt({ images: [broken] })).rejects.toMatchObject({
    code: 'bad-images',
    message: expect.stringMatching(/^"broken.png" could not be read as an image: .*text file/),
  });
  await mkdir(join(folder, 'empty'));
  await expect(attempt({ images: [join(folder, 'empty')] })).rejects.toThrow('There are no images in');
  expect(existsSync(input.target.folder)).toBe(false);
  await writeImages(1);
  await expect(attempt({ model: none })).rejects.toMatchObject({ code: 'not-found' });
});
