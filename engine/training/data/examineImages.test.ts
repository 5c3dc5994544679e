import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { findImages } from '../../images/findImages.ts';
import { examineImages } from './examineImages.ts';

/** Discs of a colour on nothing, as emoji are. @returns what examining them says */
async function examineDiscs(fill: (index: number) => string) {
  const folder = await mkdtemp(join(tmpdir(), 'hourglass-emoji-'));
  for (let index = 0; index < 12; index++) {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">
      <circle cx="${16 + (index % 4) * 2}" cy="20" r="${9 + (index % 3)}" fill="${fill(index)}"/></svg>`;
    await sharp(Buffer.from(svg))
      .png()
      .toFile(join(folder, `${index}.png`));
  }
  const { images } = await findImages([folder]);
  return examineImages(images);
}

test('emoji-like images: the ground is one they stand out from, and what is measured is seen on it', async () => {
  const dark = await examineDiscs((index) => (index % 2 ? '#222222' : '#101010'));
  expect(dark.transparency).toMatchObject({ share: 1, ground: '#ffffff' });
  expect(dark.colour).toBe(false);
  expect(dark.kept.length).toBeGreaterThan(0);
  const light = await examineDiscs(() => '#fafafa');
  expect(light.transparency?.ground).toBe('#000000');
  // Seen on white, these would be all alike.
  expect(light.kept.length).toBeGreaterThan(0);
});
