import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { EngineError } from '../../protocol/EngineError.ts';
import { Random } from '../random/Random.ts';
import { CollectionStore } from './CollectionStore.ts';
import { CollectionWriter } from './CollectionWriter.ts';
import { damagedStore, isDuplicate, storeError } from './storeError.ts';
import { storePath } from './storeFiles.ts';
import { numberedBatch, numbersFrom, START } from './testing/numberedImages.ts';

let root: string;
let whole: string;
let folder: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'hourglass-damaged-'));
  [whole, folder] = [join(root, 'whole'), join(root, 'damaged')];
  const writer = await CollectionWriter.create(whole, START);
  writer.appendBatch(numberedBatch(numbersFrom(0, 60)));
  await writer.close();
});
afterAll(() => rm(root, { recursive: true, force: true }));
beforeEach(async () => {
  await rm(folder, { recursive: true, force: true });
  await cp(whole, folder, { recursive: true });
});

const WAYS = {
  async read() {
    const store = await CollectionStore.open(folder);
    try {
      const { rows } = store.info;
      store.columns();
      store.unreadable();
      await store.latents(0, rows);
      await store.tiles(0, rows);
    } finally {
      await store.close();
    }
  },
  async write() {
    const writer = await CollectionWriter.open(folder);
    try {
      void writer.info;
    } finally {
      await writer.close();
    }
  },
};

const fails = (way: () => Promise<void>): Promise<unknown> =>
  way().then(
    () => null,
    (error: unknown) => error,
  );

/** Writes other bytes in place of the first that read so, as many. */
async function overwrite(was: string, is: string): Promise<void> {
  const path = storePath(folder, 'database');
  const bytes = await readFile(path);
  const at = bytes.indexOf(was);
  expect(at).toBeGreaterThan(-1);
  bytes.write(is, at, 'latin1');
  await writeFile(path, bytes);
}

const setByte = async (at: number, value: number) => {
  const bytes = await readFile(storePath(folder, 'database'));
  bytes[at] = value;
  await writeFile(storePath(folder, 'database'), bytes);
};

const change = (sql: string) => {
  const db = new DatabaseSync(storePath(folder, 'database'));
  db.exec(sql);
  db.close();
};

test.each([
  ['a column that is called otherwise', () => overwrite('latent_size INTEGER', 'latent_sizf INTEGER')],
  ['a type with control characters', () => overwrite('latent_size INTEGER', 'latent_size INT\x07\x1bER')],
  ['a newer way to be read', () => setByte(19, 9)],
  ['paths that are cut short', () => change(`UPDATE collection SET paths = '["/pictu'`)],
  ['paths that are no texts', () => change(`UPDATE collection SET paths = '[1]'`)],
  [
    'a number that JavaScript does not hold',
    () => change('UPDATE collection SET slots = -65437640479391162'),
  ],
  ['no row that says what it is', () => change('DELETE FROM collection')],
] as const)('a store with %s is said to be damaged, whoever opens it', async (_, damage) => {
  await damage();
  for (const way of Object.values(WAYS)) {
    const error = await fails(way);
    expect(error).toMatchObject({
      code: 'bad-collection',
      message: expect.stringMatching(/is damaged .*must be encoded again\.$/),
    });
    expect((error as EngineError).message).not.toMatch(/\p{Cc}/u);
  }
});

test.each(['sqlite_sequence', 'sqlite_s%quence', '', '"'])(
  'a name of SQLite’s own tables is not told, nor one that is lost: (%s)',
  (name) => {
    expect(damagedStore('/a', `malformed database schema (${name})`).message).toBe(
      '/a is damaged (malformed database schema); its images must be encoded again.',
    );
  },
);

test('what breaks a constraint at a write is damage, and still known as a row that was there', () => {
  const thrown = Object.assign(new Error('UNIQUE constraint failed: columns.id'), { errcode: 2067 });
  const told = storeError(thrown, '/a');
  expect(told).toMatchObject({ code: 'bad-collection', message: expect.stringContaining('/a is damaged (') });
  expect(isDuplicate(told)).toBe(true);
});

test('a file whose own bytes forbid to write it is damaged, not read-only', async () => {
  await setByte(18, 9);
  expect(await fails(WAYS.write)).toMatchObject({
    code: 'bad-collection',
    message: expect.stringMatching(/is damaged .*must be encoded again\.$/),
  });
});

test('whatever bytes a store has, it opens or fails in one line of 400 characters', async () => {
  const files = (await readdir(whole)).sort();
  let failures = 0;
  for (let seed = 0; seed < 150; seed++) {
    const random = new Random('damage', seed);
    const file = seed % 3 === 0 ? random.pick(files) : 'collection.sqlite';
    const bytes = await readFile(join(whole, file));
    if (bytes.length === 0) continue;
    for (let left = 1 + random.below(40); left > 0; left--)
      bytes[random.below(bytes.length)] = random.below(256);
    await writeFile(
      join(folder, file),
      random.below(3) > 0 ? bytes : bytes.subarray(0, random.below(bytes.length)),
    );
    for (const [way, open] of Object.entries(WAYS)) {
      const error = await fails(open);
      if (error === null) continue;
      failures += 1;
      expect(error, `seed ${seed}, ${way}`).toBeInstanceOf(EngineError);
      const { code, message } = error as EngineError;
      expect(['bad-collection', 'not-found'], `seed ${seed}, ${way}: ${message}`).toContain(code);
      expect(message.length).toBeLessThanOrEqual(400);
      expect(message).not.toMatch(/\p{Cc}/u);
    }
    await rm(folder, { recursive: true, force: true });
    await cp(whole, folder, { recursive: true });
  }
  expect(failures).toBeGreaterThan(20);
});
