import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unlikeRemark } from '../analysis/unlikeRemark.ts';
import { idleContext } from '../jobs/testing/idleContext.ts';
import { readLikeness, writeLikeness, type KeptLikeness } from '../store/LikenessFile.ts';
import { storePath } from '../store/storeFiles.ts';
import { blobImages, writeIdx } from '../training/testing/blobImages.ts';
import { testContext } from '../training/testing/testContext.ts';
import { train } from '../training/train.ts';
import { makeTestArray } from '../workspace/testing/makeTestImages.ts';
import { run, type IngestInput } from './ingest.ts';

const SIDE = 12;
let root: string;
let model: string;
/** Discs that the model learned from, waves that it never saw, few of them. */
let discs: string;
let waves: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'likeness-'));
  discs = await writeIdx(blobImages(240, SIDE), SIDE);
  waves = await makeTestArray(join(root, 'waves.idx'), 40, SIDE);
  model = join(root, 'model');
  const chosen = { images: [discs], latent: 3, preset: 'quick', epochs: 60, batchSize: 24 } as const;
  await train({ ...chosen, images: [discs], out: model }, testContext());
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  await rm(join(discs, '..'), { recursive: true, force: true });
});

let stores = 0;
const inputOf = (images: readonly string[], drawnBy: string | null = 'decoder'): IngestInput => ({
  model,
  provider: 'cpu',
  images: [...images],
  target: {
    ...{ folder: join(root, `store ${++stores}`), name: 'images', modelKey: 'model', drawnBy, latentSize: 3 },
    ...{ latentNames: null, samplesOf: null, version01: null },
  },
});
const ingest = (input: IngestInput) => run(input, idleContext());
const keptIn = ({ target }: IngestInput) => readLikeness(target.folder, 'decoder');
const remarkOn = ({ likeness, ownMse }: KeptLikeness) => likeness && unlikeRemark(likeness, ownMse);

test('what a model learned from is not remarked on, what it never saw is, with how much worse it draws that', async () => {
  const own = inputOf([discs]);
  await ingest(own);
  const ofOwn = await keptIn(own);
  const { training } = JSON.parse(await readFile(join(model, 'model.json'), 'utf8'));
  expect(ofOwn).toMatchObject({ likeness: { count: 64 }, ownMse: training.heldOut.mse, isDismissed: false });
  expect(remarkOn(ofOwn!)).toBeNull();

  const foreign = inputOf([waves]);
  await ingest(foreign);
  const ofForeign = await keptIn(foreign);
  expect(ofForeign?.likeness?.count).toBe(40);
  const { times } = remarkOn(ofForeign!)!;
  expect(times).toBeCloseTo(ofForeign!.likeness!.mse / training.heldOut.mse, 9);
  expect(times).toBeGreaterThan(3);
  // Where the model states nothing, waves are drawn worse than their average would be.
  expect(remarkOn({ ...ofForeign!, ownMse: null })).toEqual({ times: null });
  expect(remarkOn({ ...ofOwn!, ownMse: null })).toBeNull();
});

test('it is measured once, and again when images were encoded; a dismissal stays', async () => {
  const input = inputOf([discs]);
  await ingest(input);
  const planted = { ...(await keptIn(input))!, isDismissed: true };
  planted.likeness!.mse = 0.5;
  await writeLikeness(input.target.folder, planted);
  await ingest(input);
  expect(await keptIn(input)).toEqual(planted);

  await ingest({ ...input, images: [discs, waves] });
  const again = (await keptIn(input))!;
  expect(again.likeness!.mse).not.toBe(0.5);
  expect(again.isDismissed).toBe(true);
  // A decoder with another description is another matter.
  expect(await readLikeness(input.target.folder, 'another')).toBeNull();
});

test('a damaged file is measured again, and what cannot be measured fails nothing', async () => {
  const input = inputOf([waves]);
  await ingest(input);
  const kept = (await keptIn(input))!;
  const path = storePath(input.target.folder, 'likeness');
  const whole = await readFile(path, 'utf8');
  const damages = [
    ...['', whole.slice(0, 40), '\0'.repeat(whole.length), 'null', '[]', '{}', '"likeness"'],
    ...[-1, 2, 'much', null].map((mse) => JSON.stringify({ ...kept, likeness: { ...kept.likeness, mse } })),
    JSON.stringify({ ...kept, ownMse: 0 }),
    JSON.stringify({ ...kept, isDismissed: 'no' }),
  ];
  for (const damage of damages) {
    await writeFile(path, damage);
    expect(await keptIn(input)).toBeNull();
    await ingest(input);
    expect(await keptIn(input)).toEqual(kept);
  }
  await rm(path);
  await rename(model, `${model} away`);
  try {
    expect(await ingest(input)).toMatchObject({ count: 0 });
  } finally {
    await rename(`${model} away`, model);
  }
  expect(existsSync(path)).toBe(false);
  await ingest(input);
  expect(await keptIn(input)).toEqual(kept);
});

test('nothing is measured without a decoder, and of fewer than eight images', async () => {
  const few = inputOf([await makeTestArray(join(root, 'few.idx'), 7, SIDE)]);
  await ingest(few);
  const without = inputOf([waves], null);
  await ingest(without);
  for (const { target } of [few, without])
    expect(existsSync(storePath(target.folder, 'likeness'))).toBe(false);
});
