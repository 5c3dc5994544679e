import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { imageQuality } from '../../engine/analysis/quality.ts';
import type { Model } from '../../engine/models/Model.ts';
import { openModel } from '../../engine/models/openModel.ts';
import { writeJsonFile } from '../../engine/files/jsonFile.ts';
import { writeWhole } from '../../engine/files/writeWhole.ts';
import { readOnnx, writeOnnx } from '../../engine/onnx/model.ts';
import { storeAsHalves } from '../../engine/onnx/storeAsHalves.ts';
import type { ModelJson } from '../../protocol/model.ts';
import { alignLatents, type LatentAlignment } from './alignLatents.ts';
import type { BundledSource, DrawnImage, Drawing, ReconstructedImage } from './BundledSource.ts';
import type { BundledTraining, QualityWithSum } from './BundledTraining.ts';
import { reconstructSamples } from './reconstructSamples.ts';
import { rotateNetworks } from './rotateNetworks.ts';
import { writeCard } from './writeCard.ts';
import { writePreview } from './writePreview.ts';
import { writeSamples } from './writeSamples.ts';

/** A bundled folder may weigh this much, samples and all: it is in the repository and in every installer. */
export const LARGEST_FOLDER_BYTES = 6_000_000;

/** Smaller weights weigh nothing. */
const FEWEST_HALVES = 1024;

/** Training images that latent axes are aligned with. */
const ALIGNMENT_IMAGES = 2_000;

/**
 * Turns a trained folder into a bundled one: named latent axes, samples, their errors, the card.
 * @param trained what the trainer wrote
 * @param folder models/<name>
 * @throws Error when the result is larger than LARGEST_FOLDER_BYTES
 */
export async function finishModel(
  source: BundledSource,
  drawing: Drawing,
  trained: string,
  folder: string,
  say: (words: string) => void,
): Promise<{ sizeBytes: number }> {
  const json = JSON.parse(await readFile(path.join(trained, 'model.json'), 'utf8')) as ModelJson;
  const encoder = readOnnx(await readFile(path.join(trained, 'encoder.onnx')));
  const decoder = readOnnx(await readFile(path.join(trained, 'decoder.onnx')));
  const axes: { name: string; correlation: number }[] = [];
  if (source.factors.length > 0) {
    say('aligning latent axes with the factors');
    const alignment = await alignWithFactors(source, drawing, trained);
    rotateNetworks(encoder, decoder, alignment.axes);
    source.factors.forEach((name, i) => axes.push({ name, correlation: alignment.correlations[i] ?? 0 }));
    delete json.encoder?.logvar;
    json.latent.names = alignment.axes.map((_, i) => source.factors[i] ?? `z${i + 1}`);
  }
  for (const { graph } of [encoder, decoder]) {
    if (graph) storeAsHalves(graph, (_, elements) => elements >= FEWEST_HALVES);
  }
  await writeWhole(path.join(folder, 'encoder.onnx'), writeOnnx(encoder));
  await writeWhole(path.join(folder, 'decoder.onnx'), writeOnnx(decoder));
  json.name = source.title;
  json.description = source.description;
  json.licence = source.licence;
  await writeJsonFile(path.join(folder, 'model.json'), json);

  say(`drawing ${source.sampleCount} samples`);
  await writeSamples(source, drawing, path.join(folder, 'samples'));
  await writePreview(source, drawing, folder);
  const samples = Array.from({ length: source.sampleCount }, (_, i) => drawing.draw('samples', i));
  const reconstructed = await withModel(
    folder,
    async (model) => (await reconstructSamples(model, samples)).reconstructed,
  );
  // Of the labels that were trained on: a lesion is meant to reconstruct badly.
  const trainedLabel = drawing.draw('training', 0).label;
  const comparable = source.factorsWithinLabel
    ? reconstructed
    : reconstructed.filter(({ image }) => image.label === trainedLabel);
  const training = {
    ...(json.training as Omit<BundledTraining, 'bundled'>),
    bundled: {
      drawingSeed: source.seed,
      samples: meanQuality(comparable, source.side),
      axes,
      figures: drawing.figures?.(reconstructed) ?? {},
    },
  } satisfies BundledTraining;
  json.training = training;
  await writeJsonFile(path.join(folder, 'model.json'), json);
  await writeWhole(path.join(folder, 'CARD.md'), writeCard(source, drawing, training));

  const sizeBytes = await folderBytes(folder);
  if (sizeBytes > LARGEST_FOLDER_BYTES) {
    throw new Error(
      `models/${source.name} has ${sizeBytes} bytes, expected at most ${LARGEST_FOLDER_BYTES}: choose a smaller network or fewer samples.`,
    );
  }
  return { sizeBytes };
}

async function alignWithFactors(
  source: BundledSource,
  drawing: Drawing,
  trained: string,
): Promise<LatentAlignment> {
  const images = Array.from({ length: Math.min(ALIGNMENT_IMAGES, source.trainingCount) }, (_, i) =>
    drawing.draw('training', i),
  );
  const { z } = await withModel(trained, (model) => reconstructSamples(model, images));
  return alignLatents(
    z,
    source.training.latent,
    images.map(({ factors }) => factors),
    images.map(({ label }: DrawnImage) => (source.factorsWithinLabel ? label : '')),
  );
}

async function withModel<T>(folder: string, use: (model: Model) => Promise<T>): Promise<T> {
  const model = await openModel(folder, { provider: 'cpu' });
  try {
    return await use(model);
  } finally {
    await model.dispose();
  }
}

/** Means over images, as the trainer reports them: PSNR is that of the mean error. */
export function meanQuality(images: readonly ReconstructedImage[], side: number): QualityWithSum {
  const qualities = images.map(({ image, reconstruction }) =>
    imageQuality(image.pixels, reconstruction, side, side, 1),
  );
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const mse = mean(qualities.map((quality) => quality.mse));
  return {
    mse,
    sse: mse * side * side,
    psnr: -10 * Math.log10(mse),
    ssim: mean(qualities.map(({ ssim }) => ssim)),
  };
}

export async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => (await stat(path.join(entry.parentPath, entry.name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
