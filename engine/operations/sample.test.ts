import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OPERATIONS } from '../../protocol/operations/index.ts';
import { readLatents } from '../exports/readLatents.ts';
import { writeLatents } from '../exports/writeLatents.ts';
import { idleContext } from '../jobs/testing/idleContext.ts';
import { momentsOf } from '../latents/moments.ts';
import { Random } from '../random/Random.ts';
import { makeTestImages } from '../workspace/testing/makeTestImages.ts';
import { decodedByHand, makeTestModel } from '../workspace/testing/makeTestModel.ts';
import { checkedInput } from './checkedInput.ts';
import { run as sample } from './sample.ts';

const D = 3;
let root: string;
let model: string;
let images: string;
let latents: string;
/** Two clusters: around 0, and around (5, 5, 5) with a small deviation. */
const COUNT = 200;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sample-'));
  model = await makeTestModel(join(root, 'model'), { latent: D });
  images = await makeTestImages(join(root, 'images'), { count: 20, labels: ['a'] });
  latents = join(root, 'z.npz');
  const random = new Random(1);
  const z = Float32Array.from({ length: COUNT * D }, (_, i) =>
    i < (COUNT * D) / 2 ? random.normal() : random.normal(5, 0.1),
  );
  const paths = Array.from({ length: COUNT }, (_, i) => `/pictures/${i}.png`);
  const names = [{ name: 'path', type: 'text' as const, values: paths }];
  await writeLatents(latents, { count: COUNT, latentSize: D, z, names, more: [] });
});

afterAll(() => rm(root, { recursive: true, force: true }));

const run = (input: Record<string, unknown>) =>
  sample(checkedInput(OPERATIONS.sample, { model, provider: 'cpu', ...input }), idleContext());

/** z that a run draws. */
async function drawn(input: Record<string, unknown>): Promise<Float32Array> {
  const file = join(root, 'drawn.npz');
  await run({ out: join(root, 'drawn.png'), z: file, ...input });
  return (await readLatents(await readFile(file), file, D)).z;
}

test('a folder of images, each the decode of its z, with samples.csv beside them', async () => {
  const out = join(root, 'many');
  const z = join(root, 'many.npz');
  const result = await run({ out: `${out}/`, count: 3, from: latents, z });
  expect(result).toMatchObject({
    out,
    count: 3,
    from: 'images',
    fit: 'gaussian',
    components: 1,
    images: COUNT,
  });
  expect((await readdir(out)).sort()).toEqual(['0001.png', '0002.png', '0003.png', 'samples.csv']);
  const written = await readLatents(await readFile(z), z, D);
  expect(written.paths).toEqual(['0001.png', '0002.png', '0003.png']);
  const pixels = await sharp(join(out, '0002.png')).raw().toBuffer();
  decodedByHand(written.z.subarray(D, 2 * D)).forEach((value, i) =>
    expect(Math.abs(pixels[i * 4]! - value)).toBeLessThanOrEqual(1),
  );
  const data = (await readLatents(await readFile(latents), latents, D)).z;
  const distances = Array.from({ length: COUNT }, (_, row) =>
    Math.hypot(...[0, 1, 2].map((d) => data[row * D + d]! - written.z[D + d]!)),
  );
  const least = Math.min(...distances);
  expect(result.samples[1]!.distance).toBeCloseTo(least, 5);
  expect(result.samples[1]!.nearest).toBe(`/pictures/${distances.indexOf(least)}.png`);
  const lines = (await readFile(join(out, 'samples.csv'), 'utf8')).trimEnd().split('\n');
  expect(lines[0]).toBe('file,nearest,distance');
  expect(lines[2]).toBe(`0002.png,${result.samples[1]!.nearest},${result.samples[1]!.distance}`);
});

test('the prior: the same seed draws the same z, more of them first the same; temperature scales', async () => {
  const z = await drawn({ count: 50 });
  expect(await drawn({ count: 50 })).toEqual(z);
  expect((await drawn({ count: 80 })).subarray(0, 50 * D)).toEqual(z);
  expect(await drawn({ count: 50, seed: 2 })).not.toEqual(z);
  expect(await drawn({ count: 50, temperature: 2 })).toEqual(z.map((value) => 2 * value));
  const { mean, covariance } = momentsOf(await drawn({ count: 4000 }), D);
  for (const value of mean) expect(Math.abs(value)).toBeLessThan(0.08);
  expect(Math.abs(covariance[0]! - 1)).toBeLessThan(0.12);
  const result = await run({ out: join(root, 'p.png'), count: 2 });
  expect(result).toMatchObject({ fit: null, images: 0, typicalDistance: null, medianDistance: null });
  expect(result.samples[0]).toEqual({ file: null, nearest: null, distance: null });
});

test('a mixture draws from both clusters and not from between, where a Gaussian does', async () => {
  const between = (z: Float32Array) => {
    let count = 0;
    for (let i = 0; i < z.length; i += D) {
      const sum = z[i]! + z[i + 1]! + z[i + 2]!;
      if (sum > 6 && sum < 12) count += 1;
    }
    return count;
  };
  const result = await run({ out: join(root, 'm.png'), from: latents, distribution: 'mixture' });
  expect(result).toMatchObject({ fit: 'mixture', components: 2 });
  expect(result.typicalDistance).toBeGreaterThan(0);
  const mixed = await drawn({ from: latents, distribution: 'mixture', count: 500 });
  const gaussian = await drawn({ from: latents, count: 500 });
  expect(between(mixed)).toBeLessThan(25);
  expect(between(gaussian)).toBeGreaterThan(50);
});

test('images are encoded; a montage has the columns asked for; samples of a model are compared with', async () => {
  const out = join(root, 'grid.png');
  const result = await run({ out, from: images, count: 6, columns: 2 });
  expect(result).toMatchObject({ from: 'images', images: 20, width: 8, height: 8 });
  expect(result.samples[0]!.nearest).toMatch(/image-\d+\.png$/);
  expect(await sharp(out).metadata()).toMatchObject({ width: 16, height: 24 });
  const own = await makeTestModel(join(root, 'own'), { latent: D });
  await makeTestImages(join(own, 'samples'), { count: 8, labels: ['a'] });
  const compared = await run({ model: own, out, count: 2 });
  expect(compared).toMatchObject({ from: 'prior', images: 8 });
  expect(compared.medianDistance).toBeGreaterThan(0);
});

test('what cannot be done is refused in words', async () => {
  const out = join(root, 'no.png');
  expect(() => checkedInput(OPERATIONS.sample, { model, out, distribution: 'mixture' })).toThrow(
    /distribution belongs to images/,
  );
  expect(() => checkedInput(OPERATIONS.sample, { model, out: 'folder/', columns: 3 })).toThrow(
    /columns belongs to a grid/,
  );
  const wide = await makeTestModel(join(root, 'wide'), { latent: 140, side: 16 });
  const wideImages = await makeTestImages(join(root, 'wide-images'), { count: 3, labels: ['a'] });
  await expect(run({ model: wide, out, from: wideImages, distribution: 'mixture' })).rejects.toThrow(
    /A mixture is fitted to z of at most 128 values, and this model's z has 140; sample from the prior, or fit a gaussian\./,
  );
  const encoder = await makeTestModel(join(root, 'encoder'), { latent: D, parts: 'encoder' });
  await expect(run({ model: encoder, out })).rejects.toMatchObject({ code: 'no-decoder' });
  const decoder = await makeTestModel(join(root, 'decoder'), { latent: D, parts: 'decoder' });
  await expect(run({ model: decoder, out, from: images })).rejects.toMatchObject({ code: 'no-encoder' });
  await expect(run({ out, from: join(root, 'nowhere') })).rejects.toMatchObject({ code: 'not-found' });
});
