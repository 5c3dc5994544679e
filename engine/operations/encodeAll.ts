import { rowPath } from '../../protocol/imageSource.ts';
import type { ImageSource } from '../images/ImageSource.ts';
import type { ImageTarget } from '../images/ImageTarget.ts';
import { encodeImages } from '../ingest/encodeImages.ts';
import type { JobContext } from '../jobs/JobContext.ts';
import type { Model } from '../models/Model.ts';
import type { GatheredLatents } from './gatherLatents.ts';
import { requireReadable, type FoundInput } from './openInput.ts';

/** Encoded images, all in memory. */
export interface EncodedImages extends GatheredLatents {
  sources: ImageSource[];
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
  { fit, background }: Pick<ImageTarget, 'fit' | 'background'>,
  { progress, signal }: Pick<JobContext, 'progress' | 'signal'>,
  tileSize = 0,
): Promise<EncodedImages> {
  const { latentSize } = model.info;
  const tileBytes = tileSize * tileSize * 4;
  const z = new Float32Array(images.length * latentSize);
  const tiles = new Uint8Array(images.length * tileBytes);
  const sources: ImageSource[] = [];
  const unreadable = [...before];
  const options = { fit, background, signal, ...(tileSize > 0 && { tileSize }) };
  for await (const batch of encodeImages(model, images, options)) {
    z.set(batch.latents, sources.length * latentSize);
    if (batch.tiles) tiles.set(batch.tiles, sources.length * tileBytes);
    for (const { source } of batch.rows) sources.push(source);
    unreadable.push(...batch.unreadable);
    await progress({ done: batch.done, total: images.length, detail: 'encoding images' });
  }
  const count = sources.length;
  requireReadable(count, unreadable);
  return {
    ...{ count, latentSize, z: z.slice(0, count * latentSize), sources, unreadable, tiles, tileSize },
    paths: sources.map(rowPath),
    labels: sources.map(({ label }) => label ?? ''),
  };
}
