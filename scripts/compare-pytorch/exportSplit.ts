/**
 * `node scripts/compare-pytorch/exportSplit.ts IMAGES OUT SIDE`: the images of a training as Hourglass reads, sizes and splits them,
 * for recipe.py: OUT/training.npy and OUT/heldOut.npy, [N,H,W,C] uint8.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { datasetFingerprint } from '../../engine/training/data/loadDataset.ts';
import { splitImages } from '../../engine/training/from/splitImages.ts';
import { prepareImages } from '../../engine/training/prepareImages.ts';
import { checkOptions } from '../../engine/training/resolveOptions.ts';
import { npyBytes } from './npyBytes.ts';

const [images = '.', out = 'split', side = '64', background] = process.argv.slice(2);
const asked = checkOptions({
  images: [images],
  latent: 32,
  kind: 'ae',
  preset: 'quick',
  size: Number(side),
  ...(background !== undefined && { background }),
});
const { dataset, decision, options } = await prepareImages([images], asked, {
  signal: new AbortController().signal,
  progress: async () => {},
});
const { pixels, width, height, channels } = dataset;
const { split } = splitImages(dataset, datasetFingerprint(dataset), decision.holdOut, options.seed, null);
mkdirSync(out, { recursive: true });
const size = width * height * channels;
for (const name of ['training', 'heldOut'] as const) {
  const rows = [...split[name]].map((row) => pixels.subarray(row * size, (row + 1) * size));
  writeFileSync(path.join(out, `${name}.npy`), npyBytes([rows.length, height, width, channels], rows));
}
console.log(
  `${split.training.length} to train on, ${split.heldOut.length} held out, ${width}×${height}×${channels}`,
);
