import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CollectionStore } from './CollectionStore.ts';
import { CollectionWriter } from './CollectionWriter.ts';
import { isBeingWritten } from './isBeingWritten.ts';
import {
  numberedBatch,
  numberedImage,
  numberedLatents,
  numberedTiles,
  numbersFrom,
  START,
} from './testing/numberedImages.ts';

let folder: string;
const open: { close(): Promise<void> }[] = [];
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'store-')), 'abc');
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  await rm(join(folder, '..'), { recursive: true, force: true });
});

async function create(start = START): Promise<CollectionWriter> {
  const writer = await CollectionWriter.create(folder, start);
  open.push(writer);
  return writer;
}

async function read(options?: { readOnly?: boolean }): Promise<CollectionStore> {
  const store = await CollectionStore.open(folder, options);
  open.push(store);
  return store;
}

test('an empty collection is what it was made as', async () => {
  const writer = await create({ ...START, latentNames: ['a', 'b', 'c'], samplesOf: 'digits' });
  const store = await read();
  expect(store.info).toEqual({
    ...START,
    latentNames: ['a', 'b', 'c'],
    samplesOf: 'digits',
    ...{ state: 'encoding', total: 0, rows: 0, gone: 0, slots: 0, flushed: 0, generation: 0, revision: 0 },
    createdMs: expect.closeTo(Date.now(), -5),
  });
  expect(store.columns()).toEqual([]);
  expect(await store.latents(0, 0)).toEqual(new Float32Array(0));
  writer.update({ state: 'ready', total: 5, name: 'other', paths: ['/a', '/b'] });
  expect(store.info).toMatchObject({ state: 'ready', total: 5, name: 'other', paths: ['/a', '/b'] });
});

test('rows are there for a reader as soon as they are committed, in the order in which they came', async () => {
  const writer = await create();
  const store = await read();
  expect([...writer.appendBatch(numberedBatch([0, 1, 2]))]).toEqual([0, 1, 2]);
  expect(store.cursor).toMatchObject({ rows: 3, slots: 3, gone: 0, revision: 0 });
  const late = numbersFrom(3, 10_000);
  writer.appendBatch(numberedBatch(late));
  expect(await store.latents(0, 10_003)).toEqual(numberedLatents([0, 1, 2, ...late]));
  expect(await store.tiles(4090, 4100)).toEqual(numberedTiles(numbersFrom(4090, 10)));
  expect(await store.tilesOf([9000, 1, 4096, 1])).toEqual(numberedTiles([9000, 1, 4096, 1]));
  expect(await store.latentsOf([9000, 1])).toEqual(numberedLatents([9000, 1]));
  expect(store.names(4095, 4098)).toEqual(['0/4095.png', '1/4096.png', '2/4097.png']);
  expect(store.sources(9999, 10_000)).toEqual([{ ...numberedImage(9999), id: 9999 }]);
  expect([...store.states(0, 4)]).toEqual([0, 0, 0, 0]);
});

test('an image that has a row keeps it and gets a new z; the others get new rows', async () => {
  const writer = await create();
  const store = await read();
  writer.appendBatch(numberedBatch(numbersFrom(0, 40)));
  const changed = { ...numberedBatch([5, 100, 6]), latents: numberedLatents([555, 100, 666]) };
  expect([...writer.appendBatch(changed)]).toEqual([5, 40, 6]);
  expect(store.cursor).toMatchObject({ rows: 41, slots: 43, revision: 1 });
  expect(await store.latents(4, 8)).toEqual(numberedLatents([4, 555, 666, 7]));
  expect(await store.latents(40, 41)).toEqual(numberedLatents([100]));
  // The next rows lie behind the slots that were taken twice.
  writer.appendBatch(numberedBatch([101]));
  expect(await store.latents(39, 42)).toEqual(numberedLatents([39, 100, 101]));
});

test('an image that comes twice in one batch is one row, of the last', async () => {
  const writer = await create();
  const batch = { ...numberedBatch([1, 2, 1]), latents: numberedLatents([1, 2, 111]) };
  expect([...writer.appendBatch(batch)]).toEqual([0, 1, 0]);
  expect(await (await read()).latents(0, 2)).toEqual(numberedLatents([111, 2]));
});

test('samples drawn from the prior have no files, and as many rows as there are', async () => {
  const writer = await create();
  const drawn = (number: number) =>
    numberedImage(number, { path: '', name: `sample ${number}`, label: null });
  writer.appendBatch(numberedBatch([0, 1, 2], drawn));
  writer.appendBatch(numberedBatch([3], drawn));
  const store = await read();
  expect(store.cursor.rows).toBe(4);
  expect(store.sources(3, 4)).toEqual([{ ...drawn(3), id: 3 }]);
  expect(store.columns()).toEqual([]);
});

test('rows of array files are told apart', async () => {
  const writer = await create();
  const row = (number: number) =>
    numberedImage(number, { path: '/pictures/a.npy', name: `a.npy[${number}]`, row: number });
  expect([...writer.appendBatch(numberedBatch([0, 1, 2], row))]).toEqual([0, 1, 2]);
  expect([...writer.appendBatch(numberedBatch([1, 3], row))]).toEqual([1, 3]);
  expect((await read()).sources(3, 4)[0]).toMatchObject({
    path: '/pictures/a.npy',
    row: 3,
    label: 'class 3',
  });
});

test('a batch whose arrays do not fit its images is refused whole', async () => {
  const writer = await create();
  const { sources } = numberedBatch([0]);
  expect(() => writer.appendBatch({ sources, latents: new Float32Array(4) })).toThrow(
    /expected 12 .* got 16/,
  );
  expect(() =>
    writer.appendBatch({ sources, latents: new Float32Array(3), tiles: new Uint8Array(15) }),
  ).toThrow(/expected 16 bytes in the batch's tiles, got 15/);
  expect((await read()).cursor).toMatchObject({ rows: 0, slots: 0 });
});

test('thumbnails are transparent where none are given, and there may be none at all', async () => {
  const writer = await create();
  writer.appendBatch({ sources: [numberedImage(0)], latents: numberedLatents([0]) });
  expect(await (await read()).tiles(0, 1)).toEqual(new Uint8Array(16));
  await writer.close();
  folder = `${folder}-2`;
  const bare = await create({ ...START, tileSize: 0 });
  bare.appendBatch({ sources: [numberedImage(0)], latents: numberedLatents([7]) });
  const store = await read();
  expect(await store.tiles(0, 1)).toEqual(new Uint8Array(0));
  expect(await store.latents(0, 1)).toEqual(numberedLatents([7]));
});

test('what was written is there after closing and opening, and is added to', async () => {
  const writer = await create();
  writer.appendBatch(numberedBatch(numbersFrom(0, 600)));
  writer.update({ state: 'cancelled' });
  await writer.close();
  await writer.close();
  const again = await CollectionWriter.open(folder);
  open.push(again);
  expect(again.repair).toBeNull();
  expect(again.info).toMatchObject({ rows: 600, flushed: 600, state: 'cancelled' });
  again.appendBatch(numberedBatch(numbersFrom(600, 3)));
  expect(await (await read()).latents(0, 603)).toEqual(numberedLatents(numbersFrom(0, 603)));
});

test('there is one writer at a time, and any number of readers, who see that there is one', async () => {
  expect(isBeingWritten(folder)).toBe(false);
  const writer = await create();
  await expect(CollectionWriter.open(folder)).rejects.toMatchObject({
    code: 'in-use',
    message: expect.stringContaining(`by process ${process.pid}`),
  });
  const [first, second] = [await read(), await read({ readOnly: true })];
  expect(isBeingWritten(folder)).toBe(true);
  writer.appendBatch(numberedBatch([0]));
  expect([first.cursor.rows, second.cursor.rows]).toEqual([1, 1]);
  await expect(second.setTag('a', [[0, 1]], true)).rejects.toMatchObject({
    message: expect.stringContaining('read-only'),
  });
  await writer.close();
  expect(isBeingWritten(folder)).toBe(false);
});

test('nothing is made by opening what is not there; a making that was interrupted is made again', async () => {
  await expect(CollectionStore.open(folder)).rejects.toMatchObject({ code: 'not-found' });
  await expect(CollectionWriter.open(folder)).rejects.toMatchObject({ code: 'not-found' });
  expect(existsSync(folder)).toBe(false);
  mkdirSync(folder);
  writeFileSync(join(folder, 'collection.sqlite'), '');
  writeFileSync(join(folder, 'latents.f32'), 'half');
  await expect(CollectionStore.open(folder)).rejects.toMatchObject({ code: 'not-found' });
  await expect(CollectionWriter.open(folder)).rejects.toMatchObject({ code: 'not-found' });
  const writer = await create();
  writer.appendBatch(numberedBatch([7]));
  expect(await (await read()).latents(0, 1)).toEqual(numberedLatents([7]));
  await expect(CollectionWriter.create(folder, START)).rejects.toMatchObject({ code: 'in-use' });
  await writer.close();
  await expect(CollectionWriter.create(folder, START)).rejects.toMatchObject({ code: 'bad-request' });
});

test('rows and columns that there are not are refused in words', async () => {
  (await create()).appendBatch(numberedBatch([0, 1]));
  const store = await read();
  expect(() => store.states(0, 3)).toThrow('Rows 0 to 2: expected rows within the 2 that there are');
  expect(() => store.rowDetails(-1)).toThrow('expected rows within');
  await expect(store.tilesOf([0, 2])).rejects.toThrow('Rows 2 to 2');
  await expect(store.latents(0.5, 1)).rejects.toThrow('expected rows within');
  expect(() => store.columnValues('size', 0, 1)).toThrow('There is no column "size"; there is "label".');
});
