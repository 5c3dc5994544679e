import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Collection } from '../collections/Collection.ts';
import { startJob, type RunningJob } from '../jobs/startJob.ts';
import ingest, { type IngestInput, type IngestMessage, type IngestResult } from './ingestJob.ts';
import { greyOf, writeGreyFolder } from './testing/greyFolder.ts';
import { writeMeanModelFolder } from './testing/meanModelFolder.ts';

const IMAGES = 700;
const ingestJob = new URL('./ingestJob.ts', import.meta.url);
let folder: string;
let input: IngestInput;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ingest-'));
  await writeMeanModelFolder(join(folder, 'model'));
  await writeGreyFolder(join(folder, 'images'), IMAGES);
  await writeFile(join(folder, 'images', 'notes.txt'), 'notes');
  await writeFile(join(folder, 'images', '5.png'), 'no picture');
  input = {
    modelPath: join(folder, 'model'),
    provider: 'cpu',
    paths: [join(folder, 'images')],
    fit: 'cover',
    background: '#000000',
  };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs the job into a collection, as the engine does. */
function ingestInto(
  collection: Collection | null,
  more: Partial<IngestInput>,
  onRows: (job: RunningJob<IngestResult, never>) => void = () => {},
) {
  const run = { collection, messages: [] as IngestMessage[] };
  const job = startJob<IngestInput, IngestMessage, IngestResult>(
    ingestJob,
    { ...input, ...more },
    (message) => {
      run.messages.push(message);
      if (message.kind === 'found') {
        const { tileSize, total, model } = message;
        const { latentSize } = model;
        run.collection ??= new Collection({
          id: 'a',
          name: 'a',
          paths: [],
          latentSize,
          tileSize,
          fit: 'cover',
          total,
        });
        run.collection.addUnreadable(message.unreadable);
      } else {
        run.collection?.append(message);
        onRows(job);
      }
    },
  );
  return { job, run };
}

function expectWhole(collection: Collection): void {
  for (let row = 0; row < collection.count; row++) {
    const n = Number.parseInt(collection.source(row).name);
    const [mean = NaN, twice = NaN] = collection.latents(row, row + 1);
    expect(mean).toBeCloseTo(greyOf(n) / 255, 5);
    expect(twice).toBeCloseTo((2 * greyOf(n)) / 255, 5);
    expect(collection.tiles(row, row + 1)[0]).toBe(greyOf(n));
  }
}

test('a folder becomes a collection', async () => {
  const { job, run } = ingestInto(null, {});
  const result = await job.done;
  expect(result).toMatchObject({ count: IMAGES - 1, unreadableCount: 2 });
  const [found] = run.messages;
  expect(found).toMatchObject({
    kind: 'found',
    total: IMAGES,
    tileSize: 64,
    model: { name: 'mean', latentSize: 2 },
  });
  const last = run.messages.at(-1);
  expect(last?.kind === 'rows' && last.done).toBe(IMAGES);
  const collection = run.collection!;
  expect(collection.info).toMatchObject({ count: IMAGES - 1, total: IMAGES + 1 });
  expect(collection.info.unreadable.map(({ path }) => path.split(/[\\/]/).at(-1))).toEqual([
    'notes.txt',
    '5.png',
  ]);
  expectWhole(collection);
});

test('a job killed in mid-batch leaves whole rows, and the next one does the rest', async () => {
  const { job, run } = ingestInto(null, {}, ({ pid }) => process.kill(pid, 'SIGKILL'));
  await expect(job.done).rejects.toMatchObject({
    code: 'job-failed',
    message: expect.stringContaining('SIGKILL'),
  });
  const collection = run.collection!;
  const before = collection.count;
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(IMAGES - 1);
  expectWhole(collection);

  const store = join(folder, 'store');
  await collection.save(store);
  const loaded = (await Collection.load(store))!;
  expect(loaded.count).toBe(before);
  const again = ingestInto(loaded, { known: loaded.sources(), tileSize: loaded.tileSize });
  expect(await again.job.done).toMatchObject({ count: IMAGES - 1 - before });
  expect(new Set(loaded.sources().map(({ path }) => path)).size).toBe(IMAGES - 1);
  expectWhole(loaded);
});

test('a cancelled job is cancelled', async () => {
  const { job } = ingestInto(null, {}, (running) => running.cancel());
  await expect(job.done).rejects.toMatchObject({ code: 'cancelled' });
});

test('errors are in words: nothing at the path, no readable image, no model', async () => {
  const run = (more: Partial<IngestInput>) =>
    ingest(
      { ...input, ...more },
      { post: () => Promise.resolve(), onCommand: () => {}, signal: new AbortController().signal },
    );
  const none = join(folder, 'none');
  await expect(run({ paths: [none] })).rejects.toMatchObject({ code: 'not-found' });
  const broken = join(folder, 'broken.png');
  await writeFile(broken, 'no picture');
  await expect(run({ paths: [broken] })).rejects.toMatchObject({
    code: 'bad-images',
    message: expect.stringMatching(/None of the 1 images could be read/),
  });
  await expect(run({ modelPath: none })).rejects.toMatchObject({ code: 'not-found' });
});
