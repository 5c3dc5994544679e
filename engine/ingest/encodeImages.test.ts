import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findImages, type ImageSource } from '../images/findImages.ts';
import { chooseTileSize } from './chooseTileSize.ts';
import { encodeImages, type EncodedBatch } from './encodeImages.ts';
import { measureIngest } from './measureIngest.ts';
import { greyOf, writeGreyFolder } from './testing/greyFolder.ts';
import { meanModel } from './testing/meanModel.ts';

const IMAGES = 300;
let folder: string;
let images: ImageSource[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'encode-'));
  await writeGreyFolder(folder, IMAGES);
  await writeFile(join(folder, '20.png'), 'not a picture');
  await writeFile(join(folder, '30.png'), (await black().toBuffer()).subarray(0, 40));
  await writeFile(join(folder, '40.png'), await black().toBuffer());
  ({ images } = await findImages([folder]));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const black = () => sharp(new Uint8Array(64), { raw: { width: 8, height: 8, channels: 1 } }).png();
const options = { fit: 'cover', background: '#000000', tileSize: 4 } as const;

test('rows arrive in path order with their own z and tile; what cannot be read is listed', async () => {
  const batches: EncodedBatch[] = [];
  for await (const batch of encodeImages(meanModel(8, 8, 1), images, options)) batches.push(batch);
  expect(batches.length).toBeGreaterThan(3);
  expect(
    batches
      .flatMap(({ unreadable }) => unreadable)
      .map(({ path, reason }) => [path.slice(folder.length + 1), reason]),
  ).toEqual([
    ['20.png', expect.stringMatching(/text file/)],
    ['30.png', expect.stringMatching(/\w/)],
    // z of a black image is 0 / 0.
    ['40.png', expect.stringMatching(/no finite numbers/)],
  ]);
  const numbers = Array.from({ length: IMAGES }, (_, n) => n).filter((n) => ![20, 30, 40].includes(n));
  const rows = batches.flatMap((batch) =>
    batch.rows.map(({ source }, at) => ({
      name: source.name,
      z: batch.latents.subarray(at * 3, (at + 1) * 3),
      tile: batch.tiles?.subarray(at * 64, (at + 1) * 64),
    })),
  );
  expect(rows.map(({ name }) => name)).toEqual(numbers.map((n) => `${n}.png`));
  for (const [row, { z, tile }] of rows.entries()) {
    const grey = greyOf(numbers[row]!);
    for (const value of z) expect(value).toBeCloseTo(grey / 255, 6);
    expect(tile).toEqual(Uint8Array.from({ length: 64 }, (_, i) => (i % 4 === 3 ? 255 : grey)));
  }
});

test('the first batch is small, and one unreadable image makes none of the others wait', async () => {
  const model = meanModel(8, 8, 1);
  for await (const batch of encodeImages(model, images, { ...options, threads: 2 }))
    expect(batch.unreadable).toBeDefined();
  expect(model.encodedCounts[0]).toBe(16);
  expect(Math.max(...model.encodedCounts)).toBeGreaterThan(100);
});

test('no images, no batches; without an encoder, an error', async () => {
  const model = meanModel(8, 8, 1);
  expect((await encodeImages(model, [], options).next()).done).toBe(true);
  model.info.hasEncoder = false;
  await expect(encodeImages(model, images, options).next()).rejects.toMatchObject({ code: 'no-encoder' });
});

test('a cancelled run ends after the batch at hand', async () => {
  const abort = new AbortController();
  const model = meanModel(8, 8, 1);
  const run = async () => {
    for await (const batch of encodeImages(model, images, { ...options, signal: abort.signal })) {
      expect(batch.rows.length).toBeGreaterThan(0);
      abort.abort();
    }
  };
  await expect(run()).rejects.toMatchObject({ code: 'cancelled' });
  expect(model.encodedCounts).toHaveLength(1);
});

test('a model that fails stops the run with its own error', async () => {
  const model = meanModel(8, 8, 1);
  model.encode = () => Promise.reject(new Error('out of memory on the device'));
  await expect(encodeImages(model, images, options).next()).rejects.toThrow(/out of memory/);
});

test('tiles stay within the budget', () => {
  expect([0, 16_384, 16_385, 100_000, 1_048_576, 1e7].map(chooseTileSize)).toEqual([64, 64, 48, 24, 8, 8]);
});

test('the measurement counts what it says', async () => {
  const model = meanModel(8, 8, 1);
  const measured = await measureIngest(model, images, { tileSize: null });
  expect(measured.imageCount).toBe(images.length);
  expect(measured.ratio).toBeCloseTo(measured.ingest / Math.min(measured.decodeOnly, measured.encodeOnly), 9);
  // In each of three rounds the warm-up's batch, then all decodable images twice: alone and overlapped.
  const decodable = IMAGES - 2;
  expect(model.encodedCounts.reduce((sum, count) => sum + count, 0)).toBe(3 * (16 + 2 * decodable));
});
