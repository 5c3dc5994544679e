import { basename, extname } from 'node:path';
import type { UnreadableFile } from '../../protocol/collection.ts';
import { rowPath } from '../../protocol/imageSource.ts';
import type { ImageFit } from '../../protocol/model.ts';
import { holdsLatents } from '../exports/npz.ts';
import type { ImageSource } from '../images/ImageSource.ts';
import { encodeImages } from '../ingest/encodeImages.ts';
import type { JobContext } from '../jobs/JobContext.ts';
import type { Model } from '../models/Model.ts';
import { spreadEvenly } from '../random/spreadEvenly.ts';
import { samplesOf } from '../workspace/ImageSet.ts';
import { parseLatents, readLatentsFile } from './latentsFile.ts';
import { findInputImages, inputTarget, requireReadable } from './openInput.ts';

/** z of images, for what describes them together. */
export interface GatheredLatents {
  /** [N,D] float32, N ≥ 1 */
  z: Float32Array;
  /** Of each row: its image's path, or its place in a file of z. */
  names: string[];
  /** The images that were encoded; null where z was in a file. */
  sources: ImageSource[] | null;
  unreadable: UnreadableFile[];
}

export interface GatherOptions {
  /** How images are brought to the model, where that was asked for. */
  looks?: { fit?: ImageFit | undefined; background?: string | undefined };
  /** Of more images, this many, spread over all. */
  most?: number;
}

type Context = Pick<JobContext, 'progress' | 'signal'>;

/**
 * z of a file of latents, or of images, encoded.
 * @throws EngineError what finding and reading throws, 'no-encoder', 'bad-images' where none can be read
 */
export async function gatherLatents(
  model: Model,
  path: string,
  options: GatherOptions,
  context: Context,
): Promise<GatheredLatents> {
  if (await isLatentsFile(path)) {
    const { z, paths } = await parseLatents(await readLatentsFile(path), path, model.info);
    const count = z.length / model.info.latentSize;
    const names = Array.from({ length: count }, (_, i) => paths?.[i] || `${basename(path)}[${i}]`);
    return { z, names, sources: null, unreadable: [] };
  }
  const found = await findInputImages([path], context.signal);
  const gathered = await gatherSources(model, found.images, options, context);
  return { ...gathered, unreadable: [...found.unreadable, ...gathered.unreadable] };
}

/** The same of the samples that come with a model; null where there are none, or it cannot encode them. */
export async function ownLatents(
  model: Model,
  options: GatherOptions,
  context: Context,
): Promise<GatheredLatents | null> {
  const own = model.info.hasEncoder ? await samplesOf(model.info) : null;
  return own && gatherLatents(model, own.paths[0]!, options, context);
}

/** Whether a file holds z and no images: .csv, .parquet, or an .npz with an array "z". */
export async function isLatentsFile(path: string): Promise<boolean> {
  const extension = extname(path).toLowerCase();
  if (extension === '.csv' || extension === '.parquet') return true;
  return extension === '.npz' && holdsLatents(await readLatentsFile(path));
}

/** z of images that were found, encoded. @throws EngineError 'no-encoder', 'bad-images' where none can be read */
export async function gatherSources(
  model: Model,
  found: readonly ImageSource[],
  { looks = {}, most = Infinity }: GatherOptions,
  { progress, signal }: Context,
): Promise<GatheredLatents & { sources: ImageSource[] }> {
  const { latentSize } = model.info;
  const images = spreadEvenly(found, most);
  const { fit, background } = inputTarget(model, looks);
  const z = new Float32Array(images.length * latentSize);
  const sources: ImageSource[] = [];
  const unreadable: UnreadableFile[] = [];
  for await (const batch of encodeImages(model, images, { fit, background, signal })) {
    z.set(batch.latents, sources.length * latentSize);
    for (const { source } of batch.rows) sources.push(source);
    unreadable.push(...batch.unreadable);
    await progress({ done: batch.done, total: images.length, detail: 'encoding images' });
  }
  requireReadable(sources.length, unreadable);
  return { z: z.subarray(0, sources.length * latentSize), names: sources.map(rowPath), sources, unreadable };
}
