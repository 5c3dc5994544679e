import { mkdtemp, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { qualityLines } from '../../../protocol/modelQuality.ts';
import { parseModelJson, type ModelJson } from '../../../protocol/model.ts';
import type { Dataset } from '../data/loadDataset.ts';
import { createStepRunner } from '../step/StepRunner.ts';
import { blobImages, writeIdx } from '../testing/blobImages.ts';
import { testContext } from '../testing/testContext.ts';
import { train } from '../train.ts';
import { drawCard } from './drawCard.ts';
import { priorDistance } from './priorDistance.ts';

const SIDE = 12;
let images: string;
beforeAll(async () => {
  images = await writeIdx(blobImages(240, SIDE), SIDE);
});

async function trained(kind: 'ae' | 'vae'): Promise<{ json: ModelJson; card: Buffer }> {
  const out = path.join(await mkdtemp(path.join(os.tmpdir(), 'hourglass-card-')), 'model');
  let clockMs = 0;
  await train(
    { images: [images], latent: 3, kind, preset: 'quick', epochs: 60, batchSize: 24, out },
    testContext(),
    {
      createStepRunner,
      now: () => (clockMs += 300),
      checkpointEverySeconds: 1e9,
    },
  );
  const text = await readFile(path.join(out, 'model.json'), 'utf8');
  return { json: parseModelJson(JSON.parse(text), out), card: await readFile(path.join(out, 'card.webp')) };
}

test('a trained autoencoder says how good it is, and shows it', async () => {
  const { json, card } = await trained('ae');
  const { quality } = json;
  expect(quality).toMatchObject({
    images: 24,
    outcome: { isHeldOut: true, latent: 3 },
    midpoints: { pairs: 200 },
    card: { rows: ['images', 'reconstructions', 'midpoints'], columns: 10 },
  });
  expect(quality!.prior).toBeUndefined();
  expect(quality!.midpoints!.relative).toBeCloseTo(quality!.midpoints!.sse / quality!.outcome.sse, 10);
  expect(qualityLines(quality!).map(({ name }) => name)).toEqual([
    'error',
    'reconstruction',
    'between images',
  ]);
  // Tiles of 36 pixels, a gap of 2 after each.
  expect(await sharp(card).metadata()).toMatchObject({ format: 'webp', width: 380, height: 114 });
});

test('a VAE also says how far its draws are from images', async () => {
  const { json } = await trained('vae');
  const { prior, card } = json.quality!;
  expect(card!.rows).toEqual(['images', 'reconstructions', 'midpoints', 'samples']);
  expect(prior).toMatchObject({ samples: 24, components: 12 });
  expect(prior!.distance).toBeGreaterThan(0);
  expect(qualityLines(json.quality!).at(-1)!.name).toBe('draws of the prior');
});

const dataset: Dataset = {
  pixels: blobImages(300, SIDE),
  count: 300,
  width: SIDE,
  height: SIDE,
  channels: 1,
  sources: [],
  unreadable: [],
  leftOut: 0,
};
const rows = (from: number, to: number) => Uint32Array.from({ length: to - from }, (_, i) => from + i);
const asDrawn = (pixels: Uint8Array) => Float32Array.from(pixels, (value) => value / 255);

test('real images are as far from the held-out ones as the floor says, grey ones much farther', async () => {
  const size = SIDE * SIDE;
  const real = await priorDistance(
    dataset,
    asDrawn(dataset.pixels.subarray(200 * size)),
    rows(0, 100),
    rows(100, 300),
  );
  expect(real!.distance).toBeLessThan(2 * real!.floor);
  const same = await priorDistance(
    dataset,
    asDrawn(dataset.pixels.subarray(0, 100 * size)),
    rows(0, 100),
    rows(100, 300),
  );
  expect(same!.distance).toBeLessThan(1e-3);
  const grey = await priorDistance(
    dataset,
    new Float32Array(100 * size).fill(0.5),
    rows(0, 100),
    rows(100, 300),
  );
  expect(grey!.distance).toBeGreaterThan(20 * grey!.floor);
});

test('a card keeps every pixel of small images', async () => {
  const image = Uint8Array.from({ length: 64 }, (_, i) => i * 4);
  const card = await drawCard([[image], [image]], { width: 8, height: 8, channels: 1 });
  const { data, info } = await sharp(card).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([34, 68]);
  for (let y = 0; y < 8; y++) {
    for (let x = 0; x < 8; x++) {
      const at = ((34 + 4 * y) * info.width + 4 * x) * info.channels;
      expect(data[at]).toBe(image[y * 8 + x]);
    }
  }
});
