import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Collection } from '../collections/Collection.ts';
import { greyOf, writeGreyFolder } from '../ingest/testing/greyFolder.ts';
import { writeMeanModelFolder } from '../ingest/testing/meanModelFolder.ts';
import type { RunningJob } from '../jobs/forkJob.ts';
import { startJob } from '../jobs/startJob.ts';
import { idleContext } from '../jobs/testing/idleContext.ts';
import { run, type IngestInput, type IngestMessage } from './ingest.ts';

const IMAGES = 700;
let folder: string;
let input: IngestInput;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ingest-'));
  await writeMeanModelFolder(join(folder, 'model'));
  await writeGreyFolder(join(folder, 'images'), IMAGES);
  await writeFile(join(folder, 'images', 'notes.txt'), 'notes');
  await writeFile(join(folder, 'images', '5.png'), 'no picture');
  input = {
    model: join(folder, 'model'),
    provider: 'cpu',
    images: [join(folder, 'images')],
    known: [],
  };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs the job into a collection, as the engine does. */
function ingestInto(
  collection: Collection | null,
  more: Partial<IngestInput>,
  onRows: (job: RunningJob<unknown>) => void = () => {},
) {
  const seen = { collection, messages: [] as IngestMessage[], lastDetail: '' };
  const job = startJob(
    'ingest',
    { ...input, ...more },
    {
      onProgress: ({ detail }) => (seen.lastDetail = detail ?? ''),
      onMessage: (message) => {
        seen.messages.push(message);
        if (message.kind === 'found') {
          const { tileSize, total, model } = message;
          const { latentSize } = model;
          seen.collection ??= new Collection({
            id: 'a',
            name: 'a',
            paths: [],
            latentSize,
            tileSize,
            fit: 'cover',
            total,
          });
          seen.collection.addUnreadable(message.unreadable);
        } else {
          seen.collection?.append(message);
          onRows(job);
        }
      },
    },
  );
  return { job, seen };
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
  const { job, seen } = ingestInto(null, {});
  const result = await job.done;
  expect(result).toMatchObject({ count: IMAGES - 1, unreadableCount: 2 });
  const [found] = seen.messages;
  expect(found).toMatchObject({
    kind: 'found',
    total: IMAGES,
    tileSize: 64,
    model: { name: 'mean', latentSize: 2 },
  });
  expect(seen.lastDetail).toBe('700 of 700 images, 2 could not be read');
  const collection = seen.collection!;
  expect(collection.info).toMatchObject({ count: IMAGES - 1, total: IMAGES + 1 });
  expect(collection.info.unreadable.map(({ path }) => path.split(/[\\/]/).at(-1))).toEqual([
    'notes.txt',
    '5.png',
  ]);
  expectWhole(collection);
});

test('a job killed in mid-batch leaves whole rows, and the next one does the rest', async () => {
  const { job, seen } = ingestInto(null, {}, ({ pid }) => process.kill(pid, 'SIGKILL'));
  await expect(job.done).rejects.toMatchObject({
    code: 'job-failed',
    message: expect.stringContaining('SIGKILL'),
  });
  const collection = seen.collection!;
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

test('errors are in words: nothing at the path, no readable image, nothing new, no model', async () => {
  const ingest = (more: Partial<IngestInput>) => run({ ...input, ...more }, idleContext());
  const none = join(folder, 'none');
  await expect(ingest({ images: [none] })).rejects.toMatchObject({ code: 'not-found' });
  const broken = join(folder, 'broken.png');
  await writeFile(broken, 'no picture');
  await expect(ingest({ images: [broken] })).rejects.toMatchObject({
    code: 'bad-images',
    message: expect.stringMatching(/^"broken.png" could not be read as an image: .*text file/),
  });
  const one = join(folder, 'images', '7.png');
  const { size, mtimeMs } = await stat(one);
  const known = [{ path: one, sizeBytes: size, modifiedMs: mtimeMs }];
  await expect(ingest({ images: [one], known })).rejects.toThrow('There are no new images in');
  await expect(ingest({ model: none })).rejects.toMatchObject({ code: 'not-found' });
});
