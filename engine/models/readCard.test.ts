import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import type { ModelInfo } from '../../protocol/model.ts';
import { readCard } from './readCard.ts';

const WEBP = Buffer.from('RIFF\0\0\0\0WEBPVP8L');
let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'hourglass-read-card-'));
  await mkdir(path.join(root, 'model'));
});

const outcome = {
  isHeldOut: true,
  isPca: false,
  isCutShort: false,
  isStillImproving: false,
  isAugmented: false,
};
const info = (more: object = {}): Pick<ModelInfo, 'path' | 'bundled' | 'json'> => ({
  path: path.join(root, 'model'),
  bundled: false,
  json: {
    format: 1,
    name: 'm',
    image: { width: 8, height: 8, channels: 1, layout: 'NCHW', range: [0, 1] },
    latent: { shape: [1], prior: 'none' },
    quality: {
      outcome: { ...outcome, sse: 1, pcaSse: 1, trainedSse: 1, steps: 1, latent: 1 },
      images: 1,
      mse: 1,
      psnr: 0,
      ssim: 0,
      card: { rows: ['images'], columns: 1 },
    },
  },
  ...more,
});

test('reads the card of the model, and nothing where its description has none', async () => {
  await writeFile(path.join(root, 'model', 'card.webp'), WEBP);
  expect(Buffer.from((await readCard(info()))!).equals(WEBP)).toBe(true);
  const { quality: _quality, ...json } = info().json;
  expect(await readCard(info({ json }))).toBeNull();
  expect(await readCard(info({ path: 'no-such-model', bundled: true }))).toBeNull();
});

test('follows no link out of the folder, and reads nothing that is no picture', async () => {
  await writeFile(path.join(root, 'secret'), WEBP);
  await symlink(path.join(root, 'secret'), path.join(root, 'model', 'card.webp'));
  expect(await readCard(info())).toBeNull();
  await mkdir(path.join(root, 'other'));
  await writeFile(path.join(root, 'other', 'card.webp'), 'a secret of another kind');
  expect(await readCard(info({ path: path.join(root, 'other') }))).toBeNull();
  expect(await readCard(info({ path: path.join(root, 'nowhere') }))).toBeNull();
});
