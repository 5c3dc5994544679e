/**
 * `node scripts/models/sheets.ts [NAME…]`: draws two sheets for each bundled model into docs/images/, through the model
 * as the app runs it: samples beside their reconstructions, and a walk through the latent space.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { findImages } from '../../engine/images/findImages.ts';
import { readImage } from '../../engine/images/readImage.ts';
import { bundledFolder, listBundled } from '../../engine/models/bundled.ts';
import type { Model } from '../../engine/models/Model.ts';
import { openModel } from '../../engine/models/openModel.ts';
import { montage } from './montage.ts';
import { greyOf } from './reconstructSamples.ts';

const COLUMNS = 13;
const STEPS = 11;

interface EncodedSample {
  label: string;
  pixels: Uint8Array;
  z: Float32Array;
}

const imagesFolder = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const chosen = process.argv.slice(2);
await mkdir(imagesFolder, { recursive: true });
for (const { name } of await listBundled()) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  const folder = bundledFolder(name);
  if (!folder) throw new Error(`Bundled model "${name}" has no folder.`);
  const model = await openModel(folder, { provider: 'cpu' });
  try {
    const samples = await encodeSamples(model, path.join(folder, 'samples'));
    const side = model.info.json.image.width;
    const scale = side < 40 ? 2 : 1;
    await writeFile(
      path.join(imagesFolder, `${name}-reconstructions.webp`),
      await montage(await reconstructions(model, samples), side, scale),
    );
    const rows = model.info.latentSize <= 3 ? await plane(model, samples) : await traversals(model, samples);
    await writeFile(path.join(imagesFolder, `${name}-traversal.webp`), await montage(rows, side, scale));
    console.log(`docs/images/${name}-reconstructions.webp, docs/images/${name}-traversal.webp`);
  } finally {
    await model.dispose();
  }
}

async function encodeSamples(model: Model, folder: string): Promise<EncodedSample[]> {
  const { width, height } = model.info.json.image;
  const { images } = await findImages([folder]);
  const samples: EncodedSample[] = [];
  for (const source of images) {
    const { pixels } = await readImage(source, {
      width,
      height,
      channels: 1,
      fit: 'cover',
      background: '#000000',
    });
    samples.push({ label: source.label ?? '', pixels, z: await model.encode(pixels, 1) });
  }
  return samples;
}

async function decode(model: Model, z: Float32Array): Promise<Uint8Array> {
  return greyOf(await model.decode(z, 1));
}

/** Pairs of rows, x above x̂; where a label is 'lesion', rows of |x − x̂| (three times as bright) below them. */
async function reconstructions(model: Model, samples: readonly EncodedSample[]): Promise<Uint8Array[][]> {
  const byLabel = [...Map.groupBy(samples, ({ label }) => label).values()];
  const turns = Array.from({ length: COLUMNS * 4 }, (_, i) => {
    const ofLabel = byLabel[i % byLabel.length] ?? [];
    return ofLabel[Math.floor(i / byLabel.length) % ofLabel.length];
  }).filter((sample) => sample !== undefined);
  const columns = model.info.json.image.width > 64 ? 8 : COLUMNS;
  const withDifference = samples.some(({ label }) => label === 'lesion');
  const rows: Uint8Array[][] = [];
  for (
    let start = 0;
    start + columns <= Math.min(turns.length, withDifference ? columns * 2 : turns.length);
    start += columns
  ) {
    const shown = turns.slice(start, start + columns);
    const decoded = await Promise.all(shown.map(({ z }) => decode(model, z)));
    rows.push(
      shown.map(({ pixels }) => pixels),
      decoded,
    );
    if (withDifference) {
      rows.push(
        shown.map(({ pixels }, i) =>
          pixels.map((value, at) => Math.min(255, 3 * Math.abs(value - (decoded[i]?.[at] ?? 0)))),
        ),
      );
    }
  }
  return rows;
}

/** z1 to the right, z2 downwards, over the middle 96 % of the samples, at the median of z3. */
async function plane(model: Model, samples: readonly EncodedSample[]): Promise<Uint8Array[][]> {
  const cells = 22;
  const ranges = [0, 1].map((dimension) => quantiles(samples, dimension, [0.02, 0.98]));
  const middle = Array.from(
    { length: model.info.latentSize },
    (_, i) => quantiles(samples, i, [0.5])[0] ?? 0,
  );
  const rows: Uint8Array[][] = [];
  for (let row = 0; row < cells; row++) {
    const images: Uint8Array[] = [];
    for (let column = 0; column < cells; column++) {
      const z = Float32Array.from(middle);
      [column, row].forEach((cell, dimension) => {
        const [low = -1, high = 1] = ranges[dimension] ?? [];
        z[dimension] = low + ((high - low) * cell) / (cells - 1);
      });
      images.push(await decode(model, z));
    }
    rows.push(images);
  }
  return rows;
}

/** One row per named dimension, for some samples: the sample's own z, with that dimension led over what samples of one label span. */
async function traversals(model: Model, samples: readonly EncodedSample[]): Promise<Uint8Array[][]> {
  const names = model.info.json.latent.names ?? [];
  const named = names.flatMap((name, dimension) => (name === `z${dimension + 1}` ? [] : [dimension]));
  const labels = [...new Set(samples.map(({ label }) => label))];
  const starts = labels.length > 10 ? ['R', 'E', 'S'] : labels.slice(0, 1);
  const rows: Uint8Array[][] = [];
  for (const label of starts) {
    const start = medianSample(samples.filter((sample) => sample.label === label));
    for (const dimension of named) {
      const [low, high] = spanWithinLabel(samples, dimension, label);
      const images: Uint8Array[] = [];
      for (let step = 0; step < STEPS; step++) {
        const z = start.z.slice();
        z[dimension] = low + ((high - low) * step) / (STEPS - 1);
        images.push(await decode(model, z));
      }
      rows.push(images);
    }
  }
  return rows;
}

/** What 99 % of samples span in a dimension around the mean of their label, laid around the mean of one label. */
function spanWithinLabel(
  samples: readonly EncodedSample[],
  dimension: number,
  label: string,
): readonly [low: number, high: number] {
  const means = new Map<string, number>();
  for (const [name, group] of Map.groupBy(samples, (sample) => sample.label)) {
    means.set(name, group.reduce((sum, { z }) => sum + (z[dimension] ?? 0), 0) / group.length);
  }
  const deviations = samples
    .map((sample) => (sample.z[dimension] ?? 0) - (means.get(sample.label) ?? 0))
    .sort((a, b) => a - b);
  const at = (share: number): number => deviations[Math.round(share * (deviations.length - 1))] ?? 0;
  const middle = means.get(label) ?? 0;
  return [middle + at(0.005), middle + at(0.995)];
}

/** The sample whose z is nearest to the mean of all. */
function medianSample(samples: readonly EncodedSample[]): EncodedSample {
  const mean = samples[0]?.z.map(
    (_, i) => samples.reduce((sum, { z }) => sum + (z[i] ?? 0), 0) / samples.length,
  );
  const distance = ({ z }: EncodedSample): number =>
    z.reduce((sum, value, i) => sum + (value - (mean?.[i] ?? 0)) ** 2, 0);
  const nearest = [...samples].sort((a, b) => distance(a) - distance(b))[0];
  if (!nearest) throw new Error('No samples to start from.');
  return nearest;
}

function quantiles(
  samples: readonly EncodedSample[],
  dimension: number,
  shares: readonly number[],
): number[] {
  const values = samples.map(({ z }) => z[dimension] ?? 0).sort((a, b) => a - b);
  return shares.map((share) => values[Math.round(share * (values.length - 1))] ?? 0);
}
