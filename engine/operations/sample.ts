import { basename, join } from 'node:path';
import { MOST_GAUSSIAN_LATENT, MOST_MIXTURE_LATENT } from '../../protocol/generation.ts';
import type { OperationInput } from '../../protocol/operations/index.ts';
import { outputFormat, outputPath } from '../../protocol/operations/fields/paths.ts';
import type { sample, SampleFit, SampleRow } from '../../protocol/operations/sample.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import type { TableColumn } from '../exports/TableColumn.ts';
import { isLatentsFile } from '../exports/isLatentsFile.ts';
import { writeLatents } from '../exports/writeLatents.ts';
import { writeTable } from '../exports/writeTable.ts';
import { findImages } from '../images/findImages.ts';
import type { ImageSource } from '../images/ImageSource.ts';
import { drawEach, type DrawLatent } from '../latents/drawEach.ts';
import { drawFrom, fitDistribution } from '../latents/fitDistribution.ts';
import { drawPrior } from '../latents/prior.ts';
import type { Model } from '../models/Model.ts';
import { measureSpacing } from '../projections/measureNearness.ts';
import type { NeighborGraph } from '../projections/neighbors/NeighborGraph.ts';
import { NearestNeighbors } from '../projections/neighbors/NearestNeighbors.ts';
import { gatherLatents, ownLatents, type GatheredLatents } from './gatherLatents.ts';
import { openInputModelFor } from './openInput.ts';
import type { OperationContext, OperationRun } from './Operation.ts';
import { writeDecoded } from './writeDecoded.ts';

type Input = OperationInput<'sample'>;
type Context = OperationContext<typeof sample>;

export const run: OperationRun<typeof sample> = async (input, context) => {
  const { out, from, temperature, seed } = input;
  const { model, imageSize } = await openInputModelFor(input, await imagesOf(from, context.signal), context);
  try {
    const { info } = model;
    if (!info.hasDecoder) {
      throw new EngineError('no-decoder', `"${info.name}" has no decoder, so it draws no images.`);
    }
    const isPrior = from === 'prior';
    const gathered = isPrior
      ? await ownLatents(model, {}, context)
      : await gatherLatents(model, from, {}, context);
    const drawing = await drawingOf(model, input, isPrior ? null : gathered, context);
    const z = drawEach(drawing.draw, input, info.latentSize);
    const files = await writeDecoded(model, z, { out, columns: input.columns }, context);
    const nearest = gathered && (await nearestOf(z, gathered, context.signal));
    const samples = Array.from({ length: input.count }, (_, i): SampleRow => {
      const file = files?.[i] ?? null;
      if (!gathered || !nearest) return { file, nearest: null, distance: null };
      const row = nearest.indices[i]!;
      // A file of z may say no paths.
      const name = gathered.paths[row] || `${basename(from)}[${row}]`;
      return { file, nearest: name, distance: nearest.distances[i]! };
    });
    await writeTables(input, z, info.latentSize, samples);
    const { width, height } = info.json.image;
    return {
      out: outputPath(out),
      ...{ count: samples.length, width, height },
      ...{ model: info.name, hash: info.hash, latentSize: info.latentSize, imageSize },
      from: isPrior ? 'prior' : 'images',
      fit: drawing.fit,
      components: drawing.components,
      ...{ temperature, seed },
      images: gathered?.count ?? 0,
      typicalDistance: gathered && (await typicalDistance(gathered)),
      medianDistance: medianOf(samples),
      samples,
      unreadable: gathered?.unreadable ?? [],
    };
  } finally {
    await model.dispose();
  }
};

/** What decides the size of a model whose size is open. */
async function imagesOf(from: string, signal: AbortSignal): Promise<ImageSource[]> {
  if (from === 'prior' || (await isLatentsFile(from))) return [];
  return (await findImages([from], { signal })).images;
}

interface Drawing {
  fit: SampleFit | null;
  components: number | null;
  draw: DrawLatent;
}

async function drawingOf(
  model: Model,
  { distribution = 'gaussian', seed }: Input,
  gathered: GatheredLatents | null,
  { progress, signal }: Context,
): Promise<Drawing> {
  const { latentSize, json } = model.info;
  if (!gathered) return { fit: null, components: null, draw: drawPrior(json.latent.prior) };
  const most = distribution === 'mixture' ? MOST_MIXTURE_LATENT : MOST_GAUSSIAN_LATENT;
  if (latentSize > most) {
    throw new EngineError(
      'bad-request',
      `A ${distribution} is fitted to z of at most ${most} values, and this model's z has ${latentSize}; sample from the prior${distribution === 'mixture' && latentSize <= MOST_GAUSSIAN_LATENT ? ', or fit a gaussian' : ''}.`,
    );
  }
  if (distribution === 'mixture') await progress({ detail: 'fitting a mixture' });
  const fitted = fitDistribution({ fit: distribution, rows: gathered.z, d: latentSize, seed }, () => {
    if (signal.aborted) throw new EngineError('cancelled', 'Cancelled while fitting a mixture.');
  });
  return { fit: distribution, components: fitted.components.length, draw: drawFrom(fitted) };
}

/** Of each sample the image nearest to it. */
async function nearestOf(
  z: Float32Array,
  { z: images, count, latentSize }: GatheredLatents,
  signal: AbortSignal,
): Promise<NeighborGraph> {
  const search = await NearestNeighbors.create(images, count, latentSize);
  return search.of(z, z.length / latentSize, 1, { signal }).finally(() => search.dispose());
}

/** How far images lie from the nearest other one; null where there is none. */
async function typicalDistance({ z, count, latentSize }: GatheredLatents): Promise<number | null> {
  if (count < 2) return null;
  return (await measureSpacing(z, count, latentSize, new Uint8Array(count))).typical;
}

async function writeTables(
  { out, z: latentsFile }: Input,
  z: Float32Array,
  latentSize: number,
  samples: readonly SampleRow[],
): Promise<void> {
  const nearest: TableColumn[] = [
    { name: 'nearest', type: 'text', values: samples.map((row) => row.nearest) },
    { name: 'distance', type: 'number', values: Float64Array.from(samples, (row) => row.distance ?? NaN) },
  ];
  if (outputFormat(out) === 'folder') {
    const files: TableColumn = { name: 'file', type: 'text', values: samples.map(({ file }) => file) };
    await writeTable(join(out, 'samples.csv'), [files, ...nearest]);
  }
  if (latentsFile === undefined) return;
  const names: TableColumn[] = [
    { name: 'name', type: 'text', values: samples.map(({ file }, i) => file ?? `sample ${i + 1}`) },
  ];
  await writeLatents(latentsFile, { count: samples.length, latentSize, z, names, more: nearest });
}

function medianOf(samples: readonly SampleRow[]): number | null {
  const distances = samples.flatMap(({ distance }) => distance ?? []).sort((a, b) => a - b);
  return distances[distances.length >> 1] ?? null;
}
