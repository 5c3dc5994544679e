import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findImages } from '../../images/findImages.ts';
import { CollectionWriter } from '../CollectionWriter.ts';
import { LATENT_SIZE, START } from '../testing/numberedImages.ts';

let root: string;
let images: string;
let writer: CollectionWriter;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hourglass-plan-'));
  images = join(root, 'images');
  await mkdir(images);
  writer = await CollectionWriter.create(join(root, 'store'), START);
});
afterEach(async () => {
  await writer.close();
  await rm(root, { recursive: true, force: true });
});

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const none = { sources: [], latents: new Float32Array(0) };
const search = async () => writer.syncPlan(await findImages([images]));

test('a broken file that is dated in the future is tried once', async () => {
  const path = join(images, 'broken.png');
  await writeFile(path, PNG);
  const date = new Date('2100-01-01T00:00:00.123Z');
  await utimes(path, date, date);
  const plan = await search();
  expect(plan.added).toHaveLength(1);
  expect(plan.added[0]!.modifiedMs).toBeGreaterThan(Date.now());
  writer.applySync(plan);
  writer.appendBatch({ ...none, unreadable: plan.added.map((source) => ({ source, reason: 'is broken' })) });
  expect(await search()).toMatchObject({ added: [], changed: [], forgotten: [], refused: 1 });
});

test('a file that broke and is restored as it was is no longer listed as unreadable', async () => {
  const path = join(images, 'image.png');
  const before = new Date(1_700_000_000_000);
  const write = async (bytes: Buffer, date: Date) => {
    await writeFile(path, bytes);
    await utimes(path, date, date);
  };
  await write(PNG, before);
  const { added } = await search();
  writer.appendBatch({ sources: added, latents: new Float32Array(LATENT_SIZE) });

  await write(PNG.subarray(0, 8), new Date(1_700_000_100_000));
  const { changed } = await search();
  writer.appendBatch({ ...none, unreadable: changed.map(({ source }) => ({ source, reason: 'is broken' })) });
  expect(await search()).toMatchObject({ changed: [], refused: 1 });

  await write(PNG, before);
  const restored = await search();
  expect(restored).toMatchObject({ added: [], changed: [], back: [[0, 1]], refused: 0 });
  expect(restored.forgotten).toHaveLength(1);
  writer.applySync(restored);
  expect(await search()).toMatchObject({ unchanged: 1, forgotten: [] });
});
