import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UNREADABLE_TOLD } from '../../protocol/collection.ts';
import { CollectionStore } from '../store/CollectionStore.ts';
import { CollectionWriter } from '../store/CollectionWriter.ts';
import { readLikeness, writeLikeness } from '../store/LikenessFile.ts';
import {
  numberedBatch,
  numberedImage,
  numberedLatents,
  numbersFrom,
  START,
} from '../store/testing/numberedImages.ts';
import { OpenCollection } from './OpenCollection.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hourglass-open-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const broken = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    source: numberedImage(i),
    reason: 'not an image: its first bytes are those of no format that is known',
  }));

const open = async (drawnBy: string | null = null) => {
  const store = await CollectionStore.open(folder);
  const options = { samplesOf: null, latentNames: undefined, projection: null, drawnBy };
  return new OpenCollection('id', store, {
    ...options,
    keepProjection: () => Promise.resolve(),
    viewsFolder: join(folder, 'views'),
  });
};

test('of thousands of unreadable files a change tells the number and the first hundred', async () => {
  const MANY = 5000;
  const files = broken(MANY);
  const writer = await CollectionWriter.create(folder, START);
  const none = { sources: [], latents: new Float32Array(0) };
  writer.appendBatch({ ...none, unreadable: files });
  const collection = await open();
  const { info } = collection;
  expect(info.unreadableCount).toBe(MANY);
  expect(info.unreadable).toHaveLength(UNREADABLE_TOLD);
  expect(info.unreadable.at(-1)?.path).toBe(files[UNREADABLE_TOLD - 1]!.source.path);
  expect(JSON.stringify(info).length).toBeLessThan(20_000);
  const last = collection.store.unreadable(MANY - 2, 100);
  expect(last.map(({ path }) => path)).toEqual(files.slice(-2).map(({ source }) => source.path));

  // The number follows what is tried again, forgotten and found.
  writer.appendBatch({ ...none, unreadable: files.slice(0, 10) });
  expect(collection.info.unreadableCount).toBe(MANY);
  const text = { path: '/images/notes.txt', reason: 'no image' };
  writer.applySync(writer.syncPlan({ images: [files[0]!.source], unreadable: [text] }));
  expect(collection.info.unreadableCount).toBe(2);
  expect(collection.info.unreadable.map(({ path }) => path)).toEqual([files[0]!.source.path, text.path]);
  await writer.close();
  await collection.close();
});

test('a remark dismissed while a job measures anew stays dismissed', async () => {
  await (await CollectionWriter.create(folder, START)).close();
  const likeness = { count: 64, mse: 0.05, averageMse: 0.05, flatMse: 0.08 };
  const measured = { drawnBy: 'decoder', likeness, ownMse: 0.005, isDismissed: false };
  await writeLikeness(folder, measured);
  const collection = await open('decoder');
  await collection.readLikeness();
  expect(collection.info.unlike?.times).toBeCloseTo(10, 9);
  await collection.dismissUnlike();
  expect(collection.info.unlike).toBeNull();
  // The job had read the file before.
  await writeLikeness(folder, { ...measured, ownMse: 0.01 });
  await collection.readLikeness();
  expect(collection.info.unlike).toBeNull();
  expect(await readLikeness(folder, 'decoder')).toEqual({ ...measured, ownMse: 0.01, isDismissed: true });
  await collection.close();

  const ofAnother = await open('another decoder');
  await ofAnother.readLikeness();
  await writeLikeness(folder, measured);
  await ofAnother.dismissUnlike();
  expect(await readLikeness(folder, 'decoder')).toEqual(measured);
  await ofAnother.close();
});

test('some z are spread over the rows whose file is there', async () => {
  const writer = await CollectionWriter.create(folder, START);
  writer.appendBatch(numberedBatch(numbersFrom(0, 20)));
  const images = numbersFrom(10, 10).map((number) => numberedImage(number));
  writer.applySync(writer.syncPlan({ images, unreadable: [] }));
  await writer.close();
  const collection = await open();
  expect(await collection.spreadLatents(100)).toEqual(numberedLatents(numbersFrom(10, 10)));
  expect(await collection.spreadLatents(2)).toEqual(numberedLatents([12, 17]));
  await collection.close();
});
