import { execFileSync } from 'node:child_process';
import { mkdtemp, open, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CollectionStore } from './CollectionStore.ts';
import { CollectionWriter } from './CollectionWriter.ts';
import {
  numberedBatch,
  numberedImage,
  numberedLatents,
  numberedTiles,
  numbersFrom,
  START,
} from './testing/numberedImages.ts';

const ROWS = 100;
const LATENT_BYTES = 12;
const TILE_BYTES = 16;
let folder: string;
const opened: { close(): Promise<void> }[] = [];

/** A collection of 100 rows in ten batches, all on the disk; row 7 tagged and noted. */
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'damaged-')), 'abc');
  const writer = await CollectionWriter.create(folder, START);
  for (let from = 0; from < ROWS; from += 10) writer.appendBatch(numberedBatch(numbersFrom(from, 10)));
  await writer.close();
  const store = await CollectionStore.open(folder);
  await store.setTag('seen', [[97, 98]], true);
  await store.setNote(97, 'odd');
  await store.close();
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  await rm(join(folder, '..'), { recursive: true, force: true });
});

async function openWriter(): Promise<CollectionWriter> {
  const writer = await CollectionWriter.open(folder);
  opened.push(writer);
  return writer;
}

async function openStore(): Promise<CollectionStore> {
  const store = await CollectionStore.open(folder);
  opened.push(store);
  return store;
}

/** What the next sync says is to be encoded again, and does so. */
async function encodeLost(writer: CollectionWriter): Promise<number[]> {
  const images = numbersFrom(0, ROWS).map((number) => numberedImage(number));
  const plan = writer.syncPlan({ images, unreadable: [] });
  expect(plan).toMatchObject({ added: [], moved: [], gone: [], back: [], relabelled: [] });
  writer.applySync(plan);
  const rows = plan.changed.map(({ row }) => row);
  expect([...writer.appendBatch(numberedBatch(rows))]).toEqual(rows);
  return rows;
}

async function expectWhole(): Promise<void> {
  const store = await openStore();
  expect(store.cursor).toMatchObject({ rows: ROWS, gone: 0 });
  expect(await store.latents(0, ROWS)).toEqual(numberedLatents(numbersFrom(0, ROWS)));
  expect(await store.tiles(0, ROWS)).toEqual(numberedTiles(numbersFrom(0, ROWS)));
  expect(store.rowDetails(97).values).toEqual({ label: 'class 6', seen: true, note: 'odd' });
}

test.each([
  ['latents.f32', 95 * LATENT_BYTES + 5, numbersFrom(95, 5), 'rows 95 to 99'],
  ['tiles.u8', 95 * TILE_BYTES, numbersFrom(95, 5), 'rows 95 to 99'],
  ['tiles.u8', ROWS * TILE_BYTES - 1, [99], 'rows 99'],
  ['latents.f32', 0, numbersFrom(0, ROWS), 'rows 0 to 99'],
])(
  '%s cut to %i bytes: what is whole is kept, the rest is encoded again',
  async (file, bytes, lost, words) => {
    await truncate(join(folder, file), bytes);
    const expected = ROWS * (file === 'tiles.u8' ? TILE_BYTES : LATENT_BYTES);
    await expect(CollectionStore.open(folder)).rejects.toMatchObject({
      code: 'bad-collection',
      details: { repairable: true },
      message: expect.stringContaining(`${file} has ${bytes} bytes where at least ${expected} were expected`),
    });
    const writer = await openWriter();
    expect(writer.repair!.words).toContain(`thumbnails of ${lost.length} images were lost (${words})`);
    const store = await openStore();
    expect([...store.states(0, ROWS).entries()].filter(([, gone]) => gone).map(([row]) => row)).toEqual(lost);
    expect(store.cursor).toMatchObject({ rows: ROWS, gone: lost.length, slots: ROWS - lost.length });
    // A row that lost its place must not show what is written there next.
    expect((await store.latents(99, 100)).join()).toBe('0,0,0');
    expect(await writer.verify()).toBeNull();
    expect(await encodeLost(writer)).toEqual(lost);
    expect(await writer.verify()).toBeNull();
    await writer.close();
    await expectWhole();
  },
);

test('a vector file that is missing is a lost one', async () => {
  await rm(join(folder, 'latents.f32'));
  await expect(CollectionStore.open(folder)).rejects.toMatchObject({
    details: { repairable: true },
    message: expect.stringContaining('latents.f32 is missing'),
  });
  const writer = await openWriter();
  expect(await encodeLost(writer)).toHaveLength(ROWS);
  await writer.close();
  await expectWhole();
});

test('bytes beyond the cursor are never read, and are cut off by a writer', async () => {
  const path = join(folder, 'latents.f32');
  const { size } = await stat(path);
  await writeFile(path, new Uint8Array(1000).fill(7), { flag: 'a' });
  const store = await openStore();
  expect(await store.latents(0, ROWS)).toEqual(numberedLatents(numbersFrom(0, ROWS)));
  expect((await stat(path)).size).toBe(size + 1000);
  expect((await openWriter()).repair).toBeNull();
  expect((await stat(path)).size).toBe(size);
});

test('bytes that changed are found by their checksums, and their batch is encoded again', async () => {
  await overwrite('tiles.u8', 33 * TILE_BYTES, 1);
  await overwrite('latents.f32', 71 * LATENT_BYTES, 4);
  const writer = await openWriter();
  expect(writer.repair).toBeNull();
  const repair = await writer.verify();
  expect(repair).toMatchObject({
    rows: [
      [30, 40],
      [70, 80],
    ],
  });
  expect(repair!.words).toContain('20 images were lost (rows 30 to 39, 70 to 79)');
  expect(await encodeLost(writer)).toEqual([...numbersFrom(30, 10), ...numbersFrom(70, 10)]);
  expect(await writer.verify()).toBeNull();
  await writer.close();
  await expectWhole();
});

test('after a power failure, what was committed and never reached the disk is seen at the next opening', async () => {
  // As a writer leaves it that is killed: rows committed after the last flush.
  const writer = await openWriter();
  for (let from = ROWS; from < ROWS + 30; from += 10)
    writer.appendBatch(numberedBatch(numbersFrom(from, 10)));
  const store = await openStore();
  expect(store.cursor).toMatchObject({ slots: ROWS + 30, flushed: ROWS });
  const copy = `${folder}-copy`;
  copyOpen(copy);
  folder = copy;
  // The disk kept zeros where the second of these batches was.
  await overwrite('latents.f32', (ROWS + 10) * LATENT_BYTES, 10 * LATENT_BYTES);
  const again = await openWriter();
  expect(again.repair).toMatchObject({ rows: [[ROWS + 10, ROWS + 30]] });
  expect(again.info).toMatchObject({ rows: ROWS + 30, slots: ROWS + 10 });
  expect(await (await openStore()).latents(ROWS, ROWS + 10)).toEqual(numberedLatents(numbersFrom(ROWS, 10)));
});

test('a database that is damaged, or none, is a reason in words', async () => {
  await overwrite('collection.sqlite', 0, 100);
  for (const opening of [CollectionStore.open(folder), CollectionWriter.open(folder)]) {
    await expect(opening).rejects.toMatchObject({
      code: 'bad-collection',
      message: expect.stringMatching(
        /collection\.sqlite is damaged \(.*\); its images must be encoded again/,
      ),
    });
  }
});

test('a collection of a newer version is left alone', async () => {
  const db = new DatabaseSync(join(folder, 'collection.sqlite'));
  db.exec('PRAGMA user_version = 99');
  db.close();
  await expect(CollectionWriter.open(folder)).rejects.toMatchObject({
    code: 'bad-collection',
    message: expect.stringContaining('written by a newer Hourglass (format 99; this one reads up to 1)'),
  });
});

async function overwrite(file: string, position: number, count: number): Promise<void> {
  const handle = await open(join(folder, file), 'r+');
  await handle.write(new Uint8Array(count), 0, count, position);
  await handle.close();
}

/**
 * Copies a collection that is open, as a machine that stops would leave it. By another process: closing a file of a
 * database here would let go of the locks on it.
 */
function copyOpen(to: string): void {
  const code = 'fs.cpSync(process.argv[1], process.argv[2], { recursive: true })';
  execFileSync(process.execPath, ['-e', code, folder, to]);
}
