import type { UnreadableFile } from '../../protocol/collection.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { rowPath } from '../../protocol/imageSource.ts';
import type { ImageFit } from '../../protocol/model.ts';
import type { ImageSource } from '../images/ImageSource.ts';
import type { ImageTarget } from '../images/ImageTarget.ts';
import { readImages, type ReadBatch, type ReadOptions } from '../images/readImages.ts';
import type { Model } from '../models/Model.ts';

export interface EncodeOptions extends Omit<ReadOptions, 'target'> {
  fit: ImageFit;
  background: string;
}

export interface EncodedBatch {
  /** n of them */
  rows: { source: ImageSource }[];
  /** [n,D] */
  latents: Float32Array;
  /** [n,T,T,4] RGBA */
  tiles?: Uint8Array;
  unreadable: UnreadableFile[];
  /** Images dealt with so far, readable or not. */
  done: number;
}

/** What a model wants of images, as its description says. */
export function imageTarget(model: Model, fit: ImageFit, background: string): ImageTarget {
  const { width, height, channels } = model.info.json.image;
  return { width, height, channels, fit, background };
}

/**
 * Encodes images in the order given, while others are decoded ahead. Images that cannot be read, and those for which the
 * encoder gives no finite numbers, are listed in `unreadable` and have no row.
 * @throws EngineError 'no-encoder', 'cancelled', and what the model throws
 */
export async function* encodeImages(
  model: Model,
  images: Iterable<ImageSource>,
  { fit, background, ...options }: EncodeOptions,
): AsyncGenerator<EncodedBatch> {
  if (!model.info.hasEncoder) {
    throw new EngineError(
      'no-encoder',
      `The model "${model.info.name}" has no encoder, so images have no place in it.`,
    );
  }
  const target = imageTarget(model, fit, background);
  for await (const batch of readImages(images, { ...options, target })) {
    const count = batch.sources.length;
    const latents = count === 0 ? new Float32Array() : await model.encode(batch.pixels, count);
    if (options.signal?.aborted) throw new EngineError('cancelled', 'Cancelled while encoding images.');
    yield finiteRows(batch, latents, model.info.latentSize);
  }
}

function finiteRows(
  { sources, tiles, unreadable, done }: ReadBatch,
  latents: Float32Array,
  latentSize: number,
): EncodedBatch {
  const rows: EncodedBatch['rows'] = [];
  const tileBytes = tiles && sources.length > 0 ? tiles.length / sources.length : 0;
  for (const [from, source] of sources.entries()) {
    const z = latents.subarray(from * latentSize, (from + 1) * latentSize);
    if (!z.every(Number.isFinite)) {
      const reason = 'the encoder gave no finite numbers for it (NaN or infinity)';
      unreadable.push({ path: rowPath(source), reason });
      continue;
    }
    const to = rows.push({ source }) - 1;
    if (to === from) continue;
    latents.copyWithin(to * latentSize, from * latentSize, (from + 1) * latentSize);
    tiles?.copyWithin(to * tileBytes, from * tileBytes, (from + 1) * tileBytes);
  }
  return {
    rows,
    latents: latents.subarray(0, rows.length * latentSize),
    ...(tiles && { tiles: tiles.subarray(0, rows.length * tileBytes) }),
    unreadable,
    done,
  };
}
