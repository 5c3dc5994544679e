import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CollectionStore } from './CollectionStore.ts';
import { CollectionWriter } from './CollectionWriter.ts';
import {
  numberedBatch,
  numberedLatents,
  numberedTiles,
  numbersFrom,
  START,
} from './testing/numberedImages.ts';

const ROWS = 3000;
const all = numbersFrom(0, ROWS);
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compact-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** z of every image after a number of changes. */
const changed = (changes: number) => numberedLatents(all.map((number) => number + changes * ROWS));

async function encodeAll(writer: CollectionWriter, changes: number): Promise<void> {
  writer.appendBatch({ ...numberedBatch(all), latents: changed(changes) });
  await Promise.resolve();
}

test('what no row uses any more is left out when it is more than half, under the eyes of a reader', async () => {
  const writer = await CollectionWriter.create(folder, START);
  await encodeAll(writer, 0);
  await encodeAll(writer, 1);
  await writer.close();
  const store = await CollectionStore.open(folder);
  expect(store.cursor).toMatchObject({ rows: ROWS, slots: 2 * ROWS, generation: 0 });

  // Half of them is too little.
  const second = await CollectionWriter.open(folder);
  expect(second.info.slots).toBe(2 * ROWS);
  await encodeAll(second, 2);
  second.appendBatch(numberedBatch([5]));
  await second.close();

  // Read before, during and after.
  const before = store.latents(0, ROWS);
  const opening = CollectionWriter.open(folder);
  const during = Array.from({ length: 40 }, async (_, i) => {
    for (let turn = 0; turn < i; turn++) await new Promise(setImmediate);
    return store.latents(i, i + 1);
  });
  const third = await opening;
  const expected = changed(2);
  expected.set(numberedLatents([5]), 15);
  expect((await before).join()).toBe(expected.join());
  for (const [row, z] of (await Promise.all(during)).entries()) {
    expect(z).toEqual(expected.subarray(row * 3, row * 3 + 3));
  }
  expect(third.info).toMatchObject({ rows: ROWS, slots: ROWS, flushed: ROWS, generation: 1 });
  expect((await store.latents(0, ROWS)).join()).toBe(expected.join());
  expect(Buffer.compare(await store.tilesOf(all), numberedTiles(all))).toBe(0);
  const names = (await readdir(folder)).filter((name) => /latents|tiles/.test(name));
  expect(names.sort()).toEqual(['latents-1.f32', 'tiles-1.u8']);

  // And on from there.
  third.appendBatch(numberedBatch([ROWS, 7]));
  expect(await third.verify()).toBeNull();
  await third.close();
  expect(await store.latentsOf([ROWS, 7, 8])).toEqual(
    Float32Array.of(...numberedLatents([ROWS, 7]), ...expected.subarray(24, 27)),
  );
  await store.close();
  const again = await CollectionStore.open(folder);
  expect((await again.latents(ROWS, ROWS + 1)).join()).toBe(numberedLatents([ROWS]).join());
  await again.close();
});
