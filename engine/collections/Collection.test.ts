import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NO_LABEL } from '../../protocol/collection.ts';
import type { ImageSource } from '../images/ImageSource.ts';
import { Collection } from './Collection.ts';
import { collectionId } from './collectionId.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'collection-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const source = (name: string, label: string | null = null): ImageSource => ({
  path: `/pictures/${name}`,
  name,
  label,
  sizeBytes: 10,
  modifiedMs: 20,
  metadata: { camera: 'A' },
});

const make = (total = 0) =>
  new Collection({
    id: 'abc',
    name: 'pictures',
    paths: ['/pictures'],
    latentSize: 2,
    tileSize: 1,
    fit: 'cover',
    total,
  });

function filled(): Collection {
  const collection = make();
  collection.append({
    rows: [{ source: source('a.png', 'cat') }, { source: source('b.png', 'dog') }],
    latents: new Float32Array([1, 2, 3, 4]),
    tiles: new Uint8Array([1, 1, 1, 255, 2, 2, 2, 255]),
  });
  collection.append({
    rows: [{ source: source('c.png') }, { source: source('日本 <b>.png', 'cat') }],
    latents: new Float32Array([5, 6, 7, 8]),
    tiles: new Uint8Array([3, 3, 3, 255, 4, 4, 4, 255]),
    unreadable: [{ path: '/pictures/d.png', reason: 'is empty' }],
  });
  return collection;
}

test('rows are kept in order, labels numbered and counted', () => {
  const { info } = filled();
  expect(info).toMatchObject({ count: 4, total: 5, state: 'encoding', latentSize: 2, tileSize: 1 });
  expect(info.labels).toEqual([
    { name: 'cat', count: 2 },
    { name: 'dog', count: 1 },
  ]);
  expect([...filled().labels()]).toEqual([0, 1, NO_LABEL, 0]);
  expect([...filled().latents(1, 3)]).toEqual([3, 4, 5, 6]);
  expect([...filled().tiles(3, 99)]).toEqual([4, 4, 4, 255]);
  expect([...filled().latents(9, 3)]).toEqual([]);
  expect(() => filled().source(4)).toThrow(/no row 4/);
});

test('a batch whose arrays do not fit its rows is refused whole', () => {
  const collection = make();
  const rows = [{ source: source('a.png') }];
  expect(() => collection.append({ rows, latents: new Float32Array(3) })).toThrow(/expected 2 .* got 3/);
  expect(() => collection.append({ rows, latents: new Float32Array(2), tiles: new Uint8Array(5) })).toThrow(
    /tiles/,
  );
  expect(collection.count).toBe(0);
});

test('growing keeps every row', () => {
  const collection = make();
  for (let row = 0; row < 1000; row++) {
    collection.append({
      rows: [{ source: source(`${row}.png`, `label ${row % 7}`) }],
      latents: new Float32Array([row, -row]),
      tiles: new Uint8Array([row & 255, row >> 8, 0, 255]),
    });
  }
  for (let row = 0; row < 1000; row++) {
    expect([...collection.latents(row, row + 1)]).toEqual([row, -row]);
    expect([...collection.tiles(row, row + 1)]).toEqual([row & 255, row >> 8, 0, 255]);
    expect(collection.labels(row, row + 1)[0]).toBe(row % 7);
  }
});

test('labels beyond the 16 bits are no label', () => {
  const collection = make(NO_LABEL + 2);
  const count = NO_LABEL + 2;
  collection.append({
    rows: Array.from({ length: count }, (_, row) => ({ source: source('a.png', `label ${row}`) })),
    latents: new Float32Array(count * 2),
  });
  expect(collection.labels()[NO_LABEL - 1]).toBe(NO_LABEL - 1);
  expect(collection.labels()[NO_LABEL]).toBe(NO_LABEL);
  expect(collection.info.labels).toHaveLength(NO_LABEL);
});

test('what is saved is loaded, and can be added to and saved again', async () => {
  const collection = filled();
  collection.state = 'ready';
  await collection.save(folder);
  const loaded = await Collection.load(folder);
  expect(loaded?.info).toEqual(collection.info);
  expect(loaded?.latents()).toEqual(collection.latents());
  expect(loaded?.labels()).toEqual(collection.labels());
  expect(loaded?.tiles()).toEqual(collection.tiles());
  expect(loaded?.sources()).toEqual(collection.sources());

  loaded?.append({
    rows: [{ source: source('e.png', 'dog') }],
    latents: new Float32Array([9, 9]),
    tiles: new Uint8Array(4),
  });
  await loaded?.save(folder);
  const again = await Collection.load(folder);
  expect(again?.count).toBe(5);
  expect(again?.info.labels[1]).toEqual({ name: 'dog', count: 2 });
  expect(await readdir(folder)).toHaveLength(4);
});

test('a save is of the rows at its start, though rows arrive meanwhile', async () => {
  const collection = filled();
  const saved = collection.save(folder);
  collection.append({
    rows: [{ source: source('late.png') }],
    latents: new Float32Array(2),
    tiles: new Uint8Array(4),
  });
  await saved;
  expect((await Collection.load(folder))?.count).toBe(4);
});

test('a save that was killed half-way leaves the earlier one, and the next save clears up', async () => {
  await filled().save(folder);
  await writeFile(join(folder, 'latents-0123456789ab.f32'), 'half');
  await writeFile(join(folder, 'collection.json-0123456789ab.tmp'), '{"form');
  expect((await Collection.load(folder))?.count).toBe(4);
  await filled().save(folder);
  expect(await readdir(folder)).toHaveLength(4);
});

test('no folder is null without a word', async () => {
  const reasons: string[] = [];
  expect(await Collection.load(join(folder, 'none'), (reason) => reasons.push(reason))).toBeNull();
  expect(reasons).toEqual([]);
});

const damages: [string, RegExp, (folder: string) => Promise<void>][] = [
  ['cut latents', /latents-.*has 31 bytes where 32/, async (at) => truncate(await find(at, 'latents'), 31)],
  ['longer tiles', /tiles-.*has 17 bytes where 16/, async (at) => truncate(await find(at, 'tiles'), 17)],
  ['missing labels', /ENOENT/, async (at) => rm(await find(at, 'labels'))],
  ['cut json', /JSON/, async (at) => truncate(join(at, 'collection.json'), 100)],
  ['a changed byte', /checksum/, async (at) => writeFile(await find(at, 'tiles'), new Uint8Array(16))],
  ['another format', /format/i, (at) => editJson(at, (text) => text.replace('"format":1', '"format":2'))],
  ['a huge count', /images where/, (at) => editJson(at, (text) => text.replace('"count":4', '"count":4e9'))],
  [
    'a huge latent size',
    /has 32 bytes where/,
    (at) => editJson(at, (text) => text.replace('"latentSize":2', '"latentSize":2e9')),
  ],
  [
    'a file elsewhere',
    /ENOENT/,
    (at) => editJson(at, (text) => text.replace(/"latents-(\w+)\.f32"/, '"../../latents-$1.f33"')),
  ],
];

test.each(damages)(
  'a store with %s is refused with a reason, and can be written anew',
  async (_, reason, damage) => {
    await filled().save(folder);
    await damage(folder);
    const reasons: string[] = [];
    expect(await Collection.load(folder, (words) => reasons.push(words))).toBeNull();
    expect(reasons).toEqual([expect.stringMatching(reason)]);
    await filled().save(folder);
    expect((await Collection.load(folder))?.count).toBe(4);
  },
);

test('the id changes with paths, model, fit and background, and with nothing else', () => {
  const key = { paths: ['/a', '/b'], modelHash: 'h', fit: 'cover', background: '#000000' } as const;
  const ids = [
    key,
    { ...key, paths: ['/a/b'] },
    { ...key, modelHash: 'i' },
    { ...key, fit: 'contain' as const },
    { ...key, background: '#ffffff' },
  ].map(collectionId);
  expect(new Set(ids).size).toBe(5);
  expect(collectionId({ ...key })).toBe(ids[0]);
});

async function find(at: string, start: string): Promise<string> {
  const name = (await readdir(at)).find((entry) => entry.startsWith(start));
  if (!name) throw new Error(`no ${start} file in ${at}`);
  return join(at, name);
}

async function editJson(at: string, change: (text: string) => string): Promise<void> {
  const path = join(at, 'collection.json');
  await writeFile(path, change(await readFile(path, 'utf8')));
}
