import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ModelJson } from '../../protocol/model.ts';
import { OPERATIONS } from '../../protocol/operations/index.ts';
import { npyFloat32 } from '../exports/npz.ts';
import { writeLatents } from '../exports/writeLatents.ts';
import { idleContext } from '../jobs/testing/idleContext.ts';
import { makeTestImages } from '../workspace/testing/makeTestImages.ts';
import { decodedByHand, makeTestModel } from '../workspace/testing/makeTestModel.ts';
import { checkedInput } from './checkedInput.ts';
import { run as traverse } from './traverse.ts';

const COUNT = 30;
const D = 5;
let root: string;
let model: string;
let images: string;
let latents: string;
/** Rows of z of which dimension 3 varies most, then 1. */
const z = Float32Array.from({ length: COUNT * D }, (_, i) => {
  const [row, d] = [Math.floor(i / D), i % D];
  return [0.01, 0.5, 0.02, 1, 0.03][d]! * Math.sin(7 * row + d) + d;
});

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'traverse-'));
  model = await makeTestModel(join(root, 'model'), { latent: D });
  images = await makeTestImages(join(root, 'images'), { count: COUNT, labels: ['a'] });
  latents = join(root, 'z.npz');
  await writeLatents(latents, { count: COUNT, latentSize: D, z, names: [], more: [] });
});

afterAll(() => rm(root, { recursive: true, force: true }));

const out = () => join(root, 'grid.png');
const run = (input: Record<string, unknown>) =>
  traverse(
    checkedInput(OPERATIONS.traverse, { model, provider: 'cpu', out: out(), start: 'mean', ...input }),
    idleContext(),
  );

/** The image at a cell of the grid that was written, one value a pixel. */
async function cell(result: Awaited<ReturnType<typeof run>>, row: number, column: number): Promise<number[]> {
  const { left, top, stepX, stepY, imageWidth, imageHeight } = result.picture;
  const { data } = await sharp(out())
    .extract({ left: left + column * stepX, top: top + row * stepY, width: imageWidth, height: imageHeight })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return Array.from({ length: imageWidth * imageHeight }, (_, i) => data[i * (data.length / (imageWidth * imageHeight))]!); // prettier-ignore
}

test('dimensions by change: each cell is the decode of its z', async () => {
  const result = await run({ start: `${latents}[4]`, statistics: latents, dims: 3, steps: 5, range: 2 });
  expect(result).toMatchObject({
    model: 'cosines',
    latentSize: D,
    start: `${latents}[4]`,
    statistics: { from: 'images', count: COUNT },
    offsets: [-2, -1, 0, 1, 2],
  });
  expect(result.rows.map(({ name }) => name)).toEqual(['z4', 'z2', 'z5']);
  const [first] = result.rows;
  expect(first!.at).toBe(z[4 * D + 3]);
  expect(first!.change).toBeGreaterThan(result.rows[1]!.change!);
  const mean = z.filter((_, i) => i % D === 3).reduce((sum, value) => sum + value / COUNT, 0);
  expect(first!.values[2]).toBeCloseTo(mean, 5);
  for (const [row, column] of [
    [0, 0],
    [0, 3],
    [1, 4],
    [2, 2],
  ] as const) {
    // prettier-ignore
    const moved = z.slice(4 * D, 5 * D);
    moved[result.rows[row]!.dimension!] = result.rows[row]!.values[column]!;
    const expected = decodedByHand(moved);
    (await cell(result, row, column)).forEach((value, i) =>
      expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(1),
    );
  }
});

test('dimensions by variance, with names from model.json', async () => {
  const named = await makeTestModel(join(root, 'named'), { latent: D });
  const path = join(named, 'model.json');
  const json = JSON.parse(await readFile(path, 'utf8')) as ModelJson;
  json.latent.names = ['one', 'two', 'three', 'four', 'five'];
  await writeFile(path, JSON.stringify(json));
  const result = await run({ model: named, order: 'variance', statistics: latents, dims: 9 });
  expect(result.rows.map(({ name }) => name)).toEqual(['four', 'two', 'five', 'three', 'one']);
  expect(result.rows.every(({ change }) => change !== null)).toBe(true);
});

test('without images σ is the prior’s, and a model’s own samples come first', async () => {
  const prior = await run({ dims: 2, steps: 3 });
  expect(prior.statistics).toEqual({ from: 'prior', count: 0 });
  expect(prior.rows[0]).toMatchObject({ deviation: 1, values: [-3, 0, 3], at: 0 });
  const withSamples = await makeTestModel(join(root, 'sampled'), { latent: D });
  await makeTestImages(join(withSamples, 'samples'), { count: 8, labels: ['a'] });
  expect((await run({ model: withSamples })).statistics).toEqual({ from: 'images', count: 8 });
});

test('an image is a start: its own z is what a direction has in its middle', async () => {
  const start = join(images, 'a', 'image-3.png');
  const result = await run({ start, order: 'directions', statistics: images, dims: 2, steps: 3 });
  expect(result.rows.map(({ name }) => name)).toEqual(['direction 1', 'direction 2']);
  expect(result.rows[0]!.dimension).toBeNull();
  expect(Math.hypot(...result.rows[0]!.direction!)).toBeCloseTo(1, 9);
  expect(result.rows[0]!.gain).toBeGreaterThanOrEqual(result.rows[1]!.gain!);
  expect(await cell(result, 0, 1)).toEqual(await cell(result, 1, 1));
  const parts = await run({ start, order: 'components', dims: 2, steps: 3 });
  expect(parts.rows[0]).toMatchObject({ name: 'component 1', dimension: null });
  expect(parts.rows[0]!.share).toBeGreaterThan(parts.rows[1]!.share!);
});

test('the KL of a VAE is asked of its log-variance output', async () => {
  // The fixture's encoder gives both; without names of outputs there is nothing to ask.
  const vae = new URL('../models/fixtures/vae/', import.meta.url).pathname;
  const opened = await run({ model: join(root, 'model'), order: 'variance' });
  expect(opened.rows[0]!.kl).toBeNull();
  await expect(run({ order: 'kl', statistics: images })).rejects.toMatchObject({
    code: 'bad-request',
    message: expect.stringMatching(/^"cosines" has no KL: only a VAE's encoder/) as string,
  });
  await expect(run({ order: 'kl' })).rejects.toThrow(/give images that the encoder can see \(--images\)/);
  const result = await run({ model: vae, order: 'kl', statistics: images, dims: 3 });
  const kl = result.rows.map((row) => row.kl!);
  expect(kl.every((value) => value >= 0)).toBe(true);
  expect(kl).toEqual(kl.toSorted((a, b) => b - a));
});

test.each<[string, Record<string, unknown>, RegExp]>([
  ['a folder as start', { start: 'IMAGES' }, /is a folder of 30 images; name one of them/],
  ['a file of several z without a row', { start: 'LATENTS' }, /holds 30 rows of z; say which: ".*z\.npz\[0\]"/],
  ['a row that is not there', { start: 'LATENTS[30]' }, /has no row 30; its rows are 0 to 29/],
  ['a start that is nowhere', { start: 'IMAGES/nowhere.png' }, /nowhere\.png/],
  ['z of another size', { start: 'OTHER' }, /this model's z has 5 values/],
  ['too large a grid', { dims: 5, steps: 101, model: 'BIG' }, /is too large; ask for fewer rows/],
])('%s is refused in words', async (_title, given, words) => {
  const other = join(root, 'other.npy');
  await writeFile(other, npyFloat32([1, 7], new Float32Array(7)));
  const big = await makeTestModel(join(root, 'big'), { latent: D, side: 600 });
  const place = (value: unknown) =>
    typeof value === 'string'
      ? value.replace('IMAGES', images).replace('LATENTS', latents).replace('BIG', big)
      : value;
  const input = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, place(value)]));
  if (input['start'] === 'OTHER') {
    await writeLatents(join(root, 'other.npz'), { count: 1, latentSize: 7, z: new Float32Array(7), names: [], more: [] }); // prettier-ignore
    input['start'] = join(root, 'other.npz');
  }
  await expect(run(input)).rejects.toThrow(words);
}); // prettier-ignore

test('a model without decoder, and one without encoder given an image, are refused', async () => {
  const encoder = await makeTestModel(join(root, 'encoder'), { latent: D, parts: 'encoder' });
  await expect(run({ model: encoder })).rejects.toMatchObject({ code: 'no-decoder' });
  const decoder = await makeTestModel(join(root, 'decoder'), { latent: D, parts: 'decoder' });
  const start = join(images, 'a', 'image-3.png');
  await expect(run({ model: decoder, start })).rejects.toMatchObject({ code: 'no-encoder' });
  await expect(run({ model: decoder, statistics: images })).rejects.toMatchObject({ code: 'no-encoder' });
  expect((await run({ model: decoder, order: 'directions' })).rows).toHaveLength(D);
});
