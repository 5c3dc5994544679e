import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findImages } from '../../engine/images/findImages.ts';
import { readImage } from '../../engine/images/readImage.ts';
import type { BundledSource, Drawing } from './BundledSource.ts';
import { digits } from './digits/digits.ts';
import { writeSamples } from './writeSamples.ts';
import { writeTrainingSet } from './writeTrainingSet.ts';

const source: BundledSource = { ...digits, trainingCount: 12, sampleCount: 4, side: 5, labels: ['a', 'b'] };
const drawing: Drawing = {
  draw: (set, index) => ({
    pixels: new Uint8Array(25).map((_, i) => 10 * index + i + (set === 'samples' ? 100 : 0)),
    label: index % 2 === 0 ? 'a' : 'b',
    metadata: { family: index === 1 ? 'Sans, "the" one' : 'plain', weight: String(index) },
    factors: [],
  }),
  cardSections: '',
};
const target = { width: 5, height: 5, channels: 1, fit: 'cover', background: '#000000' } as const;
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bundled-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a training set is an array file that the engine reads, images and labels alike', async () => {
  const file = path.join(folder, 'made/set.npz');
  await writeTrainingSet(source, drawing, file);
  const { images, unreadable } = await findImages([file]);
  expect(unreadable).toEqual([]);
  expect(images).toHaveLength(12);
  expect(images.slice(0, 3).map(({ label }) => label)).toEqual(['0', '1', '0']);
  const image = images[7];
  if (!image) throw new Error('row 7 is missing');
  expect((await readImage(image, target)).pixels).toEqual(drawing.draw('training', 7).pixels);
});

test('samples are a folder that the engine reads, with their metadata; writing again leaves nothing old', async () => {
  await writeSamples({ ...source, sampleCount: 6 }, drawing, folder);
  await writeSamples(source, drawing, folder);
  const { images, unreadable } = await findImages([folder]);
  expect(unreadable).toEqual([]);
  expect(images.map(({ name, label }) => `${name} ${label}`)).toEqual([
    'a/0000.png a',
    'a/0002.png a',
    'b/0001.png b',
    'b/0003.png b',
  ]);
  const second = images[2];
  if (!second) throw new Error('sample 1 is missing');
  expect(second.metadata).toEqual({ family: 'Sans, "the" one', weight: '1' });
  expect((await readImage(second, target)).pixels).toEqual(drawing.draw('samples', 1).pixels);
});
