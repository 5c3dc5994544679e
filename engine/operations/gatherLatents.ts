import type { UnreadableFile } from '../../protocol/collection.ts';
import type { ImageFit } from '../../protocol/model.ts';
import { isLatentsFile } from '../exports/isLatentsFile.ts';
import type { Latents } from '../exports/Latents.ts';
import { readLatentsFile } from '../exports/readLatentsFile.ts';
import type { ImageSource } from '../images/ImageSource.ts';
import type { JobContext } from '../jobs/JobContext.ts';
import { samplesFolder } from '../models/bundled.ts';
import type { Model } from '../models/Model.ts';
import { spreadEvenly } from '../random/spreadEvenly.ts';
import { encodeAll } from './encodeAll.ts';
import { latentsFor } from './latentsFor.ts';
import { findInputImages, inputTarget } from './openInput.ts';

/** z of images, for what describes them together. */
export interface GatheredLatents {
  /** N ≥ 1 */
  count: number;
  /** D */
  latentSize: number;
  /** [N,D] float32 */
  z: Float32Array<ArrayBuffer>;
  /** Of each row its image's path; '' where a file of z names none. */
  paths: string[];
  /** '' for none. */
  labels: string[];
  /** The images that were encoded; null where z was in a file. */
  sources: ImageSource[] | null;
  unreadable: UnreadableFile[];
}

export interface GatherOptions {
  /** How images are brought to the model, where that was asked for. */
  looks?: { fit?: ImageFit | undefined; background?: string | undefined };
  /** Of more images, this many are encoded, spread over all. */
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
  { looks = {}, most = Infinity }: GatherOptions,
  context: Context,
): Promise<GatheredLatents> {
  if (await isLatentsFile(path)) {
    return gatheredOf(await latentsFor(await readLatentsFile(path), model.info));
  }
  const found = await findInputImages([path], context.signal);
  const some = { ...found, images: spreadEvenly(found.images, most) };
  return encodeAll(model, some, inputTarget(model, looks), context);
}

/** The same of the samples that come with a model; null where there are none, or it cannot encode them. */
export async function ownLatents(
  model: Model,
  options: GatherOptions,
  context: Context,
): Promise<GatheredLatents | null> {
  const own = model.info.hasEncoder ? samplesFolder(model.info.path) : null;
  return own === null ? null : gatherLatents(model, own, options, context);
}

/** z as a file has it. */
export function gatheredOf({ z, latentSize, paths }: Latents): GatheredLatents {
  const count = z.length / latentSize;
  const none = new Array<string>(count).fill('');
  return { count, latentSize, z, paths: paths ?? none, labels: none, sources: null, unreadable: [] };
}
