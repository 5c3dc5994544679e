import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileURLToPath } from 'node:url';
import { findImages } from '../../engine/images/findImages.ts';
import { readImage } from '../../engine/images/readImage.ts';
import { openModel } from '../../engine/models/openModel.ts';
import type { BundledTraining } from './BundledTraining.ts';
import type { DrawnImage } from './BundledSource.ts';
import { digits } from './digits/digits.ts';
import { folderBytes, LARGEST_FOLDER_BYTES, meanQuality } from './finishModel.ts';
import { heads } from './heads/heads.ts';
import { letters } from './letters/letters.ts';
import { reconstructSamples } from './reconstructSamples.ts';

describe.each([digits, letters, heads])('bundled $name', (source) => {
  const folder = fileURLToPath(new URL(`../../models/${source.name}`, import.meta.url));

  test('is small enough to ship, with its card and licence', async () => {
    expect(await folderBytes(folder)).toBeLessThan(LARGEST_FOLDER_BYTES);
    expect(await readFile(path.join(folder, 'CARD.md'), 'utf8')).toContain(`| licence | ${source.licence} |`);
    expect(existsSync(path.join(folder, 'samples/metadata.csv'))).toBe(true);
  });

  test('opens, and its samples reconstruct as well as model.json says', async () => {
    const { images: found, unreadable } = await findImages([path.join(folder, 'samples')]);
    expect(unreadable).toEqual([]);
    expect(found).toHaveLength(source.sampleCount);
    const target = {
      width: source.side,
      height: source.side,
      channels: 1,
      fit: 'cover',
      background: '#000000',
    } as const;
    const images = await Promise.all(
      found.map(async (image): Promise<DrawnImage> => ({
        pixels: (await readImage(image, target)).pixels,
        label: image.label ?? '',
        metadata: image.metadata,
        factors: [],
      })),
    );
    expect(new Set(images.map(({ label }) => label))).toEqual(new Set(source.labels));
    const model = await openModel(folder, { provider: 'cpu' });
    try {
      expect(model.info.latentSize).toBe(source.training.latent);
      expect(model.info.json.latent.names?.slice(0, source.factors.length) ?? []).toEqual(source.factors);
      const training = model.info.json.training as BundledTraining | undefined;
      if (!training) throw new Error('model.json has no training record');
      const { reconstructed } = await reconstructSamples(model, images);
      const comparable =
        source === heads ? reconstructed.filter(({ image }) => image.label === 'healthy') : reconstructed;
      const quality = meanQuality(comparable, source.side);
      const claimed = training.bundled.samples;
      expect(Math.abs(quality.sse / claimed.sse - 1)).toBeLessThan(0.02);
      expect(Math.abs(quality.ssim - claimed.ssim)).toBeLessThan(0.01);
      // Samples come from the same drawing as the held-out images (letters: gentler, but with fonts never seen).
      expect(quality.sse / training.heldOut.sse).toBeGreaterThan(0.6);
      expect(quality.sse / training.heldOut.sse).toBeLessThan(1.6);
      expect(quality.sse).toBeLessThan(training.pcaSse);
    } finally {
      await model.dispose();
    }
  });

  test('its samples are still what the code draws', async () => {
    if (source === letters) return;
    const drawing = await source.open();
    const target = {
      width: source.side,
      height: source.side,
      channels: 1,
      fit: 'cover',
      background: '#000000',
    } as const;
    const { images: found } = await findImages([path.join(folder, 'samples')]);
    for (const index of [0, 7, source.sampleCount - 1]) {
      const drawn = drawing.draw('samples', index);
      const name = `${drawn.label}/${String(index).padStart(4, '0')}.png`;
      const image = found.find((each) => each.name === name);
      if (!image) throw new Error(`no sample ${name}`);
      expect((await readImage(image, target)).pixels).toEqual(drawn.pixels);
      expect(image.metadata).toMatchObject(drawn.metadata);
    }
  });
});
