import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NO_CODE } from '../../../protocol/columns.ts';
import type { ImageSource } from '../../images/ImageSource.ts';
import { CollectionStore } from '../CollectionStore.ts';
import { CollectionWriter } from '../CollectionWriter.ts';
import { listStores, removeLeftovers } from '../listStores.ts';
import {
  numberedImage,
  numberedLatents,
  numberedTiles,
  numbersFrom,
  LATENT_SIZE,
  TILE_SIZE,
} from '../testing/numberedImages.ts';
import { takeOver } from './takeOver.ts';
import { writeVersion01, type Version01Info } from './testing/writeVersion01.ts';

const ROWS = 2500;
const numbers = numbersFrom(0, ROWS);
const START = { modelKey: 'key', background: '#ffffff', samplesOf: null, latentNames: ['a', 'b', 'c'] };
const image = (number: number): ImageSource =>
  numberedImage(number, {
    label: number % 5 === 0 ? null : `class ${number % 5}`,
    metadata: { iso: String(number % 400), caption: `photograph ${number}` },
  });
const UNREADABLE = [
  { path: '/pictures/a.png', reason: 'is empty' },
  { path: '/pictures', reason: '7 more .txt files in it are no images' },
];

let root: string;
let old: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'version01-'));
  old = join(root, 'abc-12345678');
  folder = join(root, 'abc');
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function writeOld(sources: ImageSource[], more: Partial<Version01Info> = {}): Promise<void> {
  const info: Version01Info = {
    ...{ id: 'abc-12345678', name: 'pictures', paths: ['/pictures'], state: 'ready', count: sources.length },
    ...{ total: sources.length + 2, latentSize: LATENT_SIZE, tileSize: TILE_SIZE, fit: 'contain' },
    ...{ labels: [], unreadable: UNREADABLE },
    ...more,
  };
  const all = sources.map((_, number) => number);
  await writeVersion01(old, info, {
    sources,
    latents: new Float32Array(numberedLatents(all)),
    labels: new Uint16Array(sources.length).fill(NO_CODE),
    tiles: new Uint8Array(numberedTiles(all)),
  });
}

test('a collection of version 0.1 becomes one of now, and is kept under another name', async () => {
  await writeOld(numbers.map(image));
  const before = await readFile(join(old, 'collection.json'));
  expect(await takeOver(old, folder, START)).toEqual({ rows: ROWS, keptIn: `${old}.version-0.1` });
  const store = await CollectionStore.open(folder);
  expect(store.info).toMatchObject({
    ...{ ...START, name: 'pictures', paths: ['/pictures'], state: 'ready', total: ROWS + 2 },
    ...{ rows: ROWS, gone: 0, slots: ROWS, fit: 'contain', latentSize: LATENT_SIZE, tileSize: TILE_SIZE },
  });
  expect((await store.latents(0, ROWS)).join()).toBe(numberedLatents(numbers).join());
  expect(Buffer.compare(await store.tiles(0, ROWS), numberedTiles(numbers))).toBe(0);
  expect(store.columns().map(({ name, type }) => `${name} ${type}`)).toEqual([
    'label category',
    'iso number',
    'caption text',
  ]);
  expect(store.rowDetails(1203)).toMatchObject({
    source: { ...image(1203), id: 1203, metadata: {} },
    values: { label: 'class 3', iso: 3, caption: 'photograph 1203' },
  });
  expect(store.rowDetails(10).values).toMatchObject({ label: null });
  expect(store.unreadable()).toEqual(UNREADABLE);
  await store.close();

  // A search that finds the same has nothing to encode.
  const writer = await CollectionWriter.open(folder);
  const plan = writer.syncPlan({ images: numbers.map(image), unreadable: [] });
  expect(plan).toMatchObject({
    added: [],
    changed: [],
    gone: [],
    moved: [],
    relabelled: [],
    unchanged: ROWS,
  });
  await writer.close();
  expect((await listStores(root)).map(({ id, kind }) => `${id} ${kind}`).sort()).toEqual([
    'abc collection',
    'abc-12345678.version-0.1 kept',
  ]);
  expect(await readFile(join(`${old}.version-0.1`, 'collection.json'))).toEqual(before);
});

test('samples from the prior and rows of arrays are taken over too', async () => {
  const drawn = (number: number) =>
    numberedImage(number, { path: '', name: `sample ${number}`, label: null });
  const row = (number: number) =>
    numberedImage(number, { path: '/a.npy', name: `a.npy[${number}]`, row: number });
  await writeOld([drawn(0), drawn(1), row(2), row(3)], { state: 'sampled' });
  await takeOver(old, folder, START);
  const store = await CollectionStore.open(folder);
  expect(store.info.state).toBe('sampled');
  expect(store.sources(0, 4)).toEqual(
    [drawn(0), drawn(1), row(2), row(3)].map((one, id) => ({ ...one, id })),
  );
  expect((await store.latents(0, 4)).join()).toBe(numberedLatents([0, 1, 2, 3]).join());
  await store.close();
});

const editJson = async (change: (text: string) => string) => {
  const path = join(old, 'collection.json');
  await writeFile(path, change(await readFile(path, 'utf8')));
};
const find = async (start: string) =>
  join(
    old,
    (await readdir(old)).find((name) => name.startsWith(start))!,
  );
const damages: [string, RegExp, () => Promise<void>][] = [
  ['cut latents', /latents-.*has 47 bytes where 48/, async () => truncate(await find('latents'), 47)],
  ['longer tiles', /tiles-.*has 65 bytes where 64/, async () => truncate(await find('tiles'), 65)],
  ['missing tiles', /ENOENT/, async () => rm(await find('tiles'))],
  ['cut json', /JSON/, () => truncate(join(old, 'collection.json'), 100)],
  ['a changed byte', /checksum/, async () => writeFile(await find('tiles'), new Uint8Array(64))],
  ['another format', /field format/, () => editJson((text) => text.replace('"format":1', '"format":2'))],
  ['a huge count', /images where/, () => editJson((text) => text.replace('"count":4', '"count":4e9'))],
  [
    'a huge latent size',
    /has 48 bytes where/,
    () => editJson((text) => text.replace('"latentSize":3', '"latentSize":2e9')),
  ],
  [
    'a file elsewhere',
    /ENOENT/,
    () => editJson((text) => text.replace(/"latents-(\w+)\.f32"/, '"../../latents-$1.f33"')),
  ],
];

test.each(damages)('with %s it is left as it is, and the reason told', async (_, reason, damage) => {
  await writeOld(numbersFrom(0, 4).map(image));
  await damage();
  const files = await readdir(old);
  const failure = takeOver(old, folder, START);
  await expect(failure).rejects.toMatchObject({
    code: 'bad-collection',
    message: expect.stringMatching(reason),
  });
  expect(await readdir(root)).toEqual(['abc-12345678']);
  expect(await readdir(old)).toEqual(files);
});

test('a takeover that was interrupted is done anew; into a collection that is there it is refused', async () => {
  await writeOld(numbersFrom(0, 4).map(image));
  const half = await CollectionWriter.create(`${folder}.taking-over`, {
    ...START,
    name: 'half',
    paths: [],
    latentSize: 3,
    tileSize: 2,
    fit: 'cover',
  });
  await half.close();
  expect((await listStores(root)).map(({ id, kind }) => `${id} ${kind}`).sort()).toEqual([
    'abc-12345678 version-0.1',
    'abc.taking-over leftover',
  ]);
  expect(await takeOver(old, folder, START)).toMatchObject({ rows: 4 });
  await writeOld(numbersFrom(0, 4).map(image));
  await expect(takeOver(old, folder, START)).rejects.toMatchObject({ code: 'bad-request' });
  await removeLeftovers(root);
  expect((await readdir(root)).sort()).toEqual(['abc', 'abc-12345678', 'abc-12345678.version-0.1']);
});
