import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CollectionStore } from './CollectionStore.ts';
import { CollectionWriter } from './CollectionWriter.ts';
import { listStores, removeLeftovers, removeStore } from './listStores.ts';
import { numberedBatch, numbersFrom, START } from './testing/numberedImages.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'stores-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function make(id: string, count: number, usedMs: number): Promise<void> {
  const writer = await CollectionWriter.create(join(root, id), { ...START, name: id });
  writer.appendBatch(numberedBatch(numbersFrom(0, count)));
  await writer.close();
  await utimes(join(root, id, 'collection.sqlite'), usedMs / 1000, usedMs / 1000);
}

test('stores are listed with what they are, their size and when they were used last', async () => {
  await make('a', 10, 1_600_000_000_000);
  await make('b', 2000, 1_500_000_000_000);
  await make('broken', 10, 1_400_000_000_000);
  await writeFile(
    join(root, 'broken', 'collection.sqlite'),
    'no database, but long enough for being one'.repeat(99),
  );
  await utimes(join(root, 'broken', 'collection.sqlite'), 1_400_000_000, 1_400_000_000);
  await writeFile(join(root, 'readme.txt'), '');
  const [a, b, broken, ...more] = await listStores(root);
  expect(more).toEqual([]);
  expect(a).toMatchObject({
    id: 'a',
    kind: 'collection',
    info: { name: 'a', rows: 10 },
    usedMs: 1_600_000_000_000,
  });
  expect(b).toMatchObject({ id: 'b', info: { rows: 2000 }, reason: null });
  expect(b!.sizeBytes - a!.sizeBytes).toBeGreaterThanOrEqual(1990 * (12 + 16));
  expect(broken).toMatchObject({ id: 'broken', info: null, reason: expect.stringContaining('is damaged') });

  const store = await CollectionStore.open(join(root, 'b'));
  store.touch();
  await store.close();
  expect((await listStores(root)).map(({ id }) => id)).toEqual(['b', 'a', 'broken']);
  expect(Date.now() - (await stat(join(root, 'b', 'collection.sqlite'))).mtimeMs).toBeLessThan(60_000);
  expect(await listStores(join(root, 'none'))).toEqual([]);
});

test('a store is removed at once, never under a writer, and what was left of that is cleared away', async () => {
  await make('a', 10, 0);
  const writer = await CollectionWriter.open(join(root, 'a'));
  await expect(removeStore(join(root, 'a'))).rejects.toMatchObject({ code: 'in-use' });
  await writer.close();
  await removeStore(join(root, 'a'));
  expect(await readdir(root)).toEqual([]);
  await mkdir(join(root, 'b.removed-0123abcd'));
  await make('c', 1, 0);
  await removeLeftovers(root);
  expect(await readdir(root)).toEqual(['c']);
});
