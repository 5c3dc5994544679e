import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CollectionWriter } from '../store/CollectionWriter.ts';
import { numberedBatch, numbersFrom, START } from '../store/testing/numberedImages.ts';
import { CollectionShelf, type CollectionIdentity } from './CollectionShelf.ts';

const MAX_KEPT = 16;
let folder: string;
let shelf: CollectionShelf;
const refused: string[] = [];
beforeEach(async () => {
  // Only what a clock says, timers go on; later than what the system writes into its files.
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2126-01-01') });
  folder = await mkdtemp(join(tmpdir(), 'shelf-'));
  shelf = new CollectionShelf(folder, (reason) => refused.push(reason));
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true, force: true });
  expect(refused.splice(0)).toEqual([]);
});

const identity = (name: string): CollectionIdentity => ({
  ...{ key: name, paths: [`/${name}`], modelKey: 'model', fit: 'cover', background: '#000000' },
});
const tomorrow = () => vi.setSystemTime(Date.now() + 86_400_000);

/** Makes a collection, or opens it where it is there, as a person does, and says whether it was. */
async function open(name: string, tag?: string): Promise<boolean> {
  const { id, store } = await shelf.find(identity(name));
  if (!store) {
    const writer = await CollectionWriter.create(shelf.folderOf(id), { ...START, paths: [`/${name}`] });
    writer.appendBatch(numberedBatch(numbersFrom(0, 3)));
    await writer.close();
    return open(name, tag).then(() => false);
  }
  if (tag) await store.setTag(tag, [[0, 1]], true);
  await store.close();
  return true;
}

const kept = async () => (await readdir(folder)).sort();

test('the collections used last are kept, and all that a person has tagged', async () => {
  await open('tagged', 'good');
  for (let n = 0; n < MAX_KEPT + 4; n++) {
    tomorrow();
    await open(`c${n}`);
  }
  tomorrow();
  expect(await open('c0')).toBe(true);
  await shelf.trim('open');
  const used = Array.from({ length: MAX_KEPT - 1 }, (_, i) => `c${MAX_KEPT + 3 - i}`);
  expect(await kept()).toEqual(['c0', 'tagged', ...used].sort());
});

test('after a clock was set back by years everything is found, with what a person made of it', async () => {
  await open('tagged', 'good');
  await open('plain');
  vi.setSystemTime(new Date('1999-12-31'));
  expect(await open('tagged', 'better')).toBe(true);
  expect(await open('plain')).toBe(true);
  expect(await open('new')).toBe(false);
  await shelf.trim('new');
  vi.setSystemTime(new Date('2126-01-02'));
  for (const name of ['tagged', 'plain', 'new']) expect(await open(name), name).toBe(true);
  const { store } = await shelf.find(identity('tagged'));
  expect(store!.columns().filter(({ origin }) => origin === 'person')).toMatchObject([
    { name: 'good', known: 1 },
    { name: 'better', known: 1 },
  ]);
  await store!.close();
});
