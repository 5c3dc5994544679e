import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findImages } from '../images/findImages.ts';
import type { ImageSource } from '../images/ImageSource.ts';
import { meanModel } from '../ingest/testing/meanModel.ts';
import type { Model } from '../models/Model.ts';
import { likenessSampleSize, measureLikeness } from './measureLikeness.ts';

const SIDE = 8;
const COUNT = 200;
let folder: string;
let images: ImageSource[];

/** [8,8,3] uint8 of image n */
const pixelsOf = (n: number) =>
  Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => (n * 37 + i * (1 + (n % 5)) + 90 * (i % 3)) % 256);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-'));
  for (let n = 0; n < COUNT; n++) {
    const image = sharp(pixelsOf(n), { raw: { width: SIDE, height: SIDE, channels: 3 } });
    await writeFile(join(folder, `${n}.png`), await image.png().toBuffer());
  }
  ({ images } = await findImages([folder]));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const target = { width: SIDE, height: SIDE, channels: 3, fit: 'cover', background: '#000000' } as const;
const options = { target, signal: new AbortController().signal };

/** Draws every image as this grey, whatever its z. */
function flatModel(grey: number): Model & { encodedCounts: number[] } {
  const model = meanModel(SIDE, SIDE, 3);
  model.info.hasDecoder = true;
  model.decode = async (_, count) => new Uint8Array(count * SIDE * SIDE * 4).fill(grey);
  return model;
}

test('the three errors are those of the sample, at even distances in the list', async () => {
  const model = flatModel(100);
  const likeness = await measureLikeness(model, images, options);
  const numbers = Array.from({ length: 64 }, (_, i) => Math.floor(((i + 0.5) * COUNT) / 64));
  const x = numbers.map((n) => Array.from(pixelsOf(n), (value) => value / 255));
  const size = SIDE * SIDE * 3;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const error = (drawn: (n: number, i: number) => number) =>
    mean(x.flatMap((image, n) => image.map((value, i) => (value - drawn(n, i)) ** 2)));
  const average = Array.from({ length: size }, (_, i) => mean(x.map((image) => image[i]!)));
  const colours = x.map((image) => [0, 1, 2].map((c) => mean(image.filter((_, i) => i % 3 === c))));
  expect(likeness?.count).toBe(64);
  expect(likeness?.mse).toBeCloseTo(
    error(() => 100 / 255),
    9,
  );
  expect(likeness?.averageMse).toBeCloseTo(
    error((_, i) => average[i]!),
    9,
  );
  expect(likeness?.flatMse).toBeCloseTo(
    error((n, i) => colours[n]![i % 3]!),
    9,
  );
  expect(await measureLikeness(model, images, options)).toEqual(likeness);
});

test('a sample has 64 images, of large ones as many as have four million pixels together, and 8 at least', () => {
  const sizes = [1, 28, 256, 257, 512, 724, 1024, 8192].map((side) => likenessSampleSize(side, side));
  expect(sizes).toEqual([64, 64, 64, 63, 16, 8, 8, 8]);
});

test('nothing is said of too few images, of ones that cannot be read, and without a decoder', async () => {
  const model = flatModel(100);
  expect(await measureLikeness(model, images.slice(0, 7), options)).toBeNull();
  expect(model.encodedCounts).toEqual([]);
  expect((await measureLikeness(model, images.slice(0, 8), options))?.count).toBe(8);
  const broken = images.slice(0, 8).map((source, i) => ({ ...source, path: i ? source.path : folder }));
  expect(await measureLikeness(model, broken, options)).toBeNull();
  model.info.hasDecoder = false;
  expect(await measureLikeness(model, images, options)).toBeNull();
});

test('it is cancelled between batches', async () => {
  const abort = new AbortController();
  const model = flatModel(100);
  const { encode } = model;
  model.encode = (...args) => {
    abort.abort();
    return encode(...args);
  };
  await expect(measureLikeness(model, images, { target, signal: abort.signal })).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect(model.encodedCounts).toEqual([16]);
});
