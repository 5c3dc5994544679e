import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Collection } from '../collections/Collection.ts';
import { findImages } from '../images/findImages.ts';
import { CollectionShelf } from './CollectionShelf.ts';
import { makeTestImages } from './testing/makeTestImages.ts';

let root: string;
let images: string;
let shelf: CollectionShelf;
const refused: string[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hourglass-shelf-'));
  images = await makeTestImages(join(root, 'images'), { count: 4 });
  shelf = new CollectionShelf(join(root, 'collections'), (reason) => refused.push(reason));
});

afterEach(async () => {
  expect(refused.splice(0)).toEqual([]);
  await rm(root, { recursive: true, force: true });
});

/** A whole collection of the images as they are now, z = [row, 0]. */
async function store(id: string): Promise<void> {
  const found = await findImages([images]);
  const collection = new Collection({
    id,
    name: 'images',
    paths: [images],
    latentSize: 2,
    tileSize: 8,
    fit: 'cover',
  });
  const rows = found.images.map((source) => ({ source }));
  collection.append({ rows, latents: Float32Array.from(rows.flatMap((_, row) => [row, 0])) });
  collection.state = 'ready';
  await shelf.save(collection);
}

test('what was stored is found again by its key, and by no other', async () => {
  await store('aa-1');
  const found = await shelf.find('aa', [images]);
  expect(found?.count).toBe(4);
  expect(Array.from(found?.latents(3, 4) ?? [])).toEqual([3, 0]);
  expect(await shelf.find('ab', [images])).toBeNull();
  expect(await shelf.find('aa', [images, root])).toBeNull();
});

test.each([
  ['a new image', () => makeTestImages(join(images, 'more'), { count: 1 })],
  [
    'a removed image',
    async () => {
      const { images: all } = await findImages([images]);
      await rm(all[0]!.path);
    },
  ],
  [
    'a changed image',
    async () => {
      const { images: all } = await findImages([images]);
      await utimes(all[1]!.path, new Date(), new Date(Date.now() + 5000));
    },
  ],
  ['a new label', () => writeFile(join(images, 'metadata.csv'), 'file_name,label\neven/image-0.png,cat\n')],
])('%s makes what was stored outdated', async (_, change) => {
  await store('aa-1');
  await change();
  expect(await shelf.find('aa', [images])).toBeNull();
  expect(await readdir(join(root, 'collections'))).toEqual([]);
});

test('an image that could not be read is tried again once it is newer than the collection', async () => {
  const broken = join(images, 'broken.png');
  await writeFile(broken, 'not yet');
  const past = new Date(Date.now() - 60_000);
  await utimes(broken, past, past);
  const found = await findImages([images]);
  const collection = new Collection({
    id: 'aa-1',
    name: 'images',
    paths: [images],
    latentSize: 1,
    tileSize: 8,
    fit: 'cover',
  });
  const rows = found.images.filter(({ path }) => path !== broken).map((source) => ({ source }));
  collection.append({ rows, latents: new Float32Array(rows.length) });
  collection.addUnreadable(found.unreadable);
  if (found.images.length > rows.length) collection.addUnreadable([{ path: broken, reason: 'not an image' }]);
  collection.state = 'ready';
  await shelf.save(collection);
  expect((await shelf.find('aa', [images]))?.count).toBe(4);
  await utimes(broken, new Date(), new Date(Date.now() + 5000));
  expect(await shelf.find('aa', [images])).toBeNull();
});

test('the eight used last are kept beside the one that is open', async () => {
  for (let number = 0; number < 11; number++) {
    await store(`k${number}-1`);
    const time = new Date(Date.now() - 100_000 + number * 1000);
    await utimes(join(root, 'collections', `k${number}-1`), time, time);
  }
  await store('last-1');
  const kept = await readdir(join(root, 'collections'));
  expect(kept.toSorted()).toEqual(
    ['k10-1', 'k3-1', 'k4-1', 'k5-1', 'k6-1', 'k7-1', 'k8-1', 'k9-1', 'last-1'].toSorted(),
  );
});
