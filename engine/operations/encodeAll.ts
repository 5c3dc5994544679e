import type { UnreadableFile } from '../../protocol/collection.ts';
import { rowPath } from '../../protocol/imageSource.ts';
import type { ImageTarget } from '../images/ImageTarget.ts';
import { encodeImages } from '../ingest/encodeImages.ts';
import type { JobContext } from '../jobs/JobContext.ts';
import type { Model } from '../models/Model.ts';
import { requireReadable, type FoundInput } from './openInput.ts';

/** Encoded images, all in memory. */
export interface EncodedImages {
  /** N */
  count: number;
  /** D */
  latentSize: number;
  /** [N,D] float32 */
  z: Float32Array<ArrayBuffer>;
  paths: string[];
  /** '' for none. */
  labels: string[];
  unreadable: UnreadableFile[];
  /** [N,T,T,4] RGBA thumbnails, where they were asked for; else T is 0. */
  tiles: Uint8Array;
  tileSize: number;
}

/**
 * z of images, in their order, without those that cannot be read.
 * @param tileSize side of the thumbnails that are wanted as well; 0 for none
 * @throws EngineError 'bad-images' when none could be read, 'no-encoder'
 */
export async function encodeAll(
  model: Model,
  { images, unreadable: before }: FoundInput,
  { fit, background }: ImageTarget,
  { progress, signal }: Pick<JobContext, 'progress' | 'signal'>,
  tileSize = 0,
): Promise<EncodedImages> {
  const { latentSize } = model.info;
  const tileBytes = tileSize * tileSize * 4;
  const z = new Float32Array(images.length * latentSize);
  const tiles = new Uint8Array(images.length * tileBytes);
  const [paths, labels]: [string[], string[]] = [[], []];
  const unreadable = [...before];
  const options = { fit, background, signal, ...(tileSize > 0 && { tileSize }) };
  for await (const batch of encodeImages(model, images, options)) {
    z.set(batch.latents, paths.length * latentSize);
    if (batch.tiles) tiles.set(batch.tiles, paths.length * tileBytes);
    for (const { source } of batch.rows) {
      paths.push(rowPath(source));
      labels.push(source.label ?? '');
    }
    unreadable.push(...batch.unreadable);
    await progress({ done: batch.done, total: images.length });
  }
  const count = paths.length;
  requireReadable(count, unreadable);
  return { count, latentSize, z: z.slice(0, count * latentSize), paths, labels, unreadable, tiles, tileSize };
}
