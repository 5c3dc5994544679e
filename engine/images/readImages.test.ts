import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { greyOf, writeGreyFolder } from '../ingest/testing/greyFolder.ts';
import { batchesOf } from './batchesOf.ts';
import { DecodePool } from './DecodePool.ts';
import { findImages } from './findImages.ts';
import type { ImageSource } from './ImageSource.ts';
import { readImages, type ReadBatch } from './readImages.ts';

const COUNT = 120;
const target = { width: 4, height: 4, channels: 1, fit: 'cover', background: '#000000' } as const;
let folder: string;
let images: ImageSource[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-'));
  await writeGreyFolder(folder, COUNT);
  await writeFile(join(folder, '20.png'), 'no picture');
  const wide = { width: 30, height: 10, channels: 3, background: { r: 9, g: 9, b: 9 } } as const;
  await writeFile(join(folder, '50.png'), await sharp({ create: wide }).png().toBuffer());
  ({ images } = await findImages([folder]));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function readAll(threads: number, tileSize?: number): Promise<ReadBatch[]> {
  const batches: ReadBatch[] = [];
  for await (const batch of readImages(images, { target, threads, ...(tileSize && { tileSize }) })) {
    batches.push(batch);
  }
  return batches;
}

test.each([0, 1, 3])(
  '%d threads: all images in order, the unreadable listed, sizes as they were',
  async (threads) => {
    const batches = await readAll(threads, 8);
    expect(batches.map(({ done }) => done)).toEqual([16, 48, 112, COUNT]);
    const names = batches.flatMap(({ sources }) => sources.map(({ name }) => Number.parseInt(name)));
    expect(names).toEqual(Array.from({ length: COUNT }, (_, n) => n).filter((n) => n !== 20));
    expect(batches.flatMap(({ unreadable }) => unreadable)).toEqual([
      { path: join(folder, '20.png'), reason: expect.stringMatching(/text file/) },
    ]);
    const firstPixels = batches.flatMap(({ pixels }) => [...pixels].filter((_, i) => i % 16 === 0));
    expect(firstPixels).toEqual(names.map((n) => (n === 50 ? 9 : greyOf(n))));
    for (const { sources, tiles } of batches) expect(tiles).toHaveLength(sources.length * 8 * 8 * 4);
    const sizes = batches.flatMap(({ sizes: all }) => [...all]);
    const at = names.indexOf(50) * 2;
    expect([sizes[at], sizes[at + 1], sizes[0], sizes[1]]).toEqual([30, 10, 8, 8]);
  },
);

test('rows of a packed array are all read by one thread, and threads that had no turn do not keep a pool from ending', async () => {
  const packed = await findImages([fileURLToPath(new URL('./arrays/fixtures/keras.npz', import.meta.url))]);
  const pool = new DecodePool({ target }, 3);
  // By their turns: the first thread, the second, which the first takes over, the third.
  const decoded = await Promise.all(
    [packed.images, packed.images, images.slice(0, 3)].map((part) => pool.decode(part)),
  );
  expect(decoded.map(({ pixels }) => pixels.length / 16)).toEqual([6, 6, 3]);
  expect(decoded[1]).toEqual(decoded[0]);
  expect(() => pool.dispose()).not.toThrow();
  expect(() => pool.dispose()).not.toThrow();
});

test('a cancelled reading ends before the next batch', async () => {
  const abort = new AbortController();
  let seen = 0;
  const reading = async () => {
    for await (const { done } of readImages(images, { target, threads: 0, signal: abort.signal })) {
      seen = done;
      abort.abort();
    }
  };
  await expect(reading()).rejects.toMatchObject({ code: 'cancelled' });
  expect(seen).toBe(16);
});

test('a long list is taken only as far as it is read', async () => {
  let taken = 0;
  function* endless() {
    for (;;) yield images[taken++ % COUNT]!;
  }
  for await (const batch of readImages(endless(), { target, threads: 0 })) {
    expect(batch.done).toBe(16);
    break;
  }
  expect(taken).toBeLessThan(200);
});

test('batches double up to a limit, of images and of bytes', () => {
  const sizes = (count: number, bytes: number) =>
    [...batchesOf(Array.from({ length: count }), bytes)].map((batch) => batch.length);
  expect(sizes(600, 784)).toEqual([16, 32, 64, 128, 256, 104]);
  expect(sizes(5, 2 ** 22)).toEqual([2, 2, 1]);
  expect(sizes(2, 2 ** 30)).toEqual([1, 1]);
  expect(sizes(16, 784)).toEqual([16]);
  expect(sizes(0, 784)).toEqual([]);
});
