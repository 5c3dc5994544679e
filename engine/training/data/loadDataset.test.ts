import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { findImages } from '../../images/findImages.ts';
import type { ImageSource } from '../../images/ImageSource.ts';
import { BatchStream } from './BatchStream.ts';
import { NO_AUGMENTATION } from './augmentImage.ts';
import { examineImages, isColour } from './examineImages.ts';
import { datasetFingerprint, loadDataset } from './loadDataset.ts';

const target = { width: 2, height: 2, channels: 1, fit: 'cover', background: '#000000' } as const;
let images: ImageSource[];

beforeAll(async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'hourglass-dataset-'));
  for (let i = 0; i < 10; i++) {
    const create = { width: 4, height: 4, channels: 3, background: { r: i, g: i, b: i } } as const;
    await sharp({ create })
      .png()
      .toFile(path.join(folder, `${i}.png`));
  }
  await writeFile(path.join(folder, '3b.png'), 'no picture');
  images = (await findImages([folder])).images;
});

test('images in their order, the unreadable one listed and left out', async () => {
  const progress: number[] = [];
  const dataset = await loadDataset(images, target, {
    seed: 1,
    onProgress: (done) => void progress.push(done),
  });
  expect(dataset.count).toBe(10);
  expect([...dataset.pixels].filter((_, i) => i % 4 === 0)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(dataset.unreadable.map((file) => path.basename(file.path))).toEqual(['3b.png']);
  expect(dataset.sources.map(({ name }) => name)).not.toContain('3b.png');
  expect(progress.at(-1)).toBe(11);
});

test('what does not fit in memory is drawn by the seed', async () => {
  const load = (seed: number) => loadDataset(images, target, { seed, maxBytes: 5 * 4 });
  const [one, again, other] = [await load(1), await load(1), await load(2)];
  expect(one.count + one.unreadable.length).toBe(5);
  expect(one.leftOut).toBe(6);
  expect(again.pixels).toEqual(one.pixels);
  expect(datasetFingerprint(again)).toBe(datasetFingerprint(one));
  expect(datasetFingerprint(other)).not.toBe(datasetFingerprint(one));
});

test('nothing readable and cancelling are errors of their kind', async () => {
  const broken = images.filter(({ name }) => name === '3b.png');
  await expect(loadDataset(broken, target, { seed: 1 })).rejects.toMatchObject({ code: 'bad-images' });
  const { signal } = { signal: AbortSignal.abort() };
  await expect(loadDataset(images, target, { seed: 1, signal })).rejects.toMatchObject({ code: 'cancelled' });
});

test('an epoch holds every training row once, in an order of its own; blocks and steps agree', async () => {
  const dataset = await loadDataset(images, target, { seed: 1 });
  const rows = Uint32Array.from([0, 2, 4, 5, 7, 9]);
  const stream = new BatchStream(dataset, rows, { batch: 3, seed: 5, augmentation: NO_AUGMENTATION });
  const shown = [...stream.block(0, 6)].filter((_, i) => i % 4 === 0);
  for (const epoch of [shown.slice(0, 6), shown.slice(6, 12), shown.slice(12)]) {
    expect(epoch.toSorted((a, b) => a - b)).toEqual([...rows]);
  }
  expect(shown.slice(0, 6)).not.toEqual(shown.slice(6, 12));
  expect([...stream.block(4, 1)].filter((_, i) => i % 4 === 0)).toEqual(shown.slice(12, 15));
});

test('augmentation follows from seed and step, however the steps are cut into runs', async () => {
  const dataset = await loadDataset(images, target, { seed: 1 });
  const rows = Uint32Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const augmentation = { gentle: 'off' as const, shift: 0, flip: true, rotateDeg: 20, brightness: 0.5 };
  const stream = () => new BatchStream(dataset, rows, { batch: 2, seed: 5, augmentation });
  const whole = stream().block(0, 4).slice();
  const cut = stream();
  const halves = [...cut.block(0, 2), ...cut.block(2, 2)];
  expect([...whole]).toEqual(halves);
  expect([...whole].every((value) => value < 10)).toBe(false);
});

test('size and colour of a sample', async () => {
  const traits = await examineImages(images);
  expect(traits.colour).toBe(false);
  expect(traits.sizes).toEqual(Array.from({ length: 10 }, () => ({ width: 4, height: 4 })));
  expect(isColour(Uint8Array.from([100, 110, 95, 5, 5, 5]))).toBe(false);
  expect(isColour(Uint8Array.from([100, 140, 95, 5, 5, 5]))).toBe(true);
});
