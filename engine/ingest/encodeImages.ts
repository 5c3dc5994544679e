import type { UnreadableFile } from '../../protocol/collection.ts';
import type { ImageFit } from '../../protocol/model.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import type { ImageSource } from '../images/ImageSource.ts';
import type { ImageTarget } from '../images/ImageTarget.ts';
import type { Model } from '../models/Model.ts';
import { batchesOf } from './batchesOf.ts';
import { rowPath, type DecodedImages } from './decodeImages.ts';
import { DecodePool } from './DecodePool.ts';

export interface EncodeOptions {
  fit: ImageFit;
  background: string;
  /** T; no tiles are made when absent. */
  tileSize?: number;
  /** Images that a decoding thread has in work at once. */
  concurrency?: number;
  /** Decoding threads; all cores but one when absent. */
  threads?: number;
  signal?: AbortSignal;
}

export interface EncodedBatch {
  /** n of them */
  rows: { source: ImageSource }[];
  /** [n,D] */
  latents: Float32Array;
  /** [n,T,T,4] RGBA */
  tiles?: Uint8Array;
  unreadable: UnreadableFile[];
}

/** What a model wants of images, as its description says. */
export function imageTarget(model: Model, fit: ImageFit, background: string): ImageTarget {
  const { width, height, channels } = model.info.json.image;
  return { width, height, channels, fit, background };
}

/**
 * Encodes images in the order given, decoding ahead in other threads while the encoder runs in this one. The first batches
 * are small, so that something is to be seen at once. Images that cannot be read, and those for which the encoder gives no
 * finite numbers, are listed in `unreadable` and have no row.
 * @throws EngineError 'no-encoder', 'cancelled', and what the model throws
 */
export async function* encodeImages(
  model: Model,
  images: readonly ImageSource[],
  options: EncodeOptions,
): AsyncGenerator<EncodedBatch> {
  if (!model.info.hasEncoder) {
    throw new EngineError(
      'no-encoder',
      `The model "${model.info.name}" has no encoder, so images have no place in it.`,
    );
  }
  const { fit, background, tileSize, concurrency, threads, signal } = options;
  const target = imageTarget(model, fit, background);
  const imageBytes = target.width * target.height * target.channels;
  const pool = new DecodePool(
    { target, ...(tileSize !== undefined && { tileSize }), ...(concurrency && { concurrency }) },
    threads,
  );
  try {
    for await (const { sources, decoded } of decodeAhead(pool, batchesOf(images, imageBytes), signal)) {
      const count = decoded.readable.length;
      const latents = count === 0 ? new Float32Array() : await model.encode(decoded.pixels, count);
      throwIfCancelled(signal);
      yield finiteRows(sources, decoded, latents, model.info.latentSize);
    }
  } finally {
    pool.dispose();
  }
}

/** Batches decoded in order, with as many in work as keep every thread busy while one batch is encoded. */
async function* decodeAhead(
  pool: DecodePool,
  batches: Iterable<readonly ImageSource[]>,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ sources: readonly ImageSource[]; decoded: DecodedImages }> {
  const ahead: { sources: readonly ImageSource[]; decoded: Promise<DecodedImages> }[] = [];
  const rest = batches[Symbol.iterator]();
  const fill = () => {
    while (ahead.length < pool.threads + 2) {
      const { done, value } = rest.next();
      if (done) return;
      const decoded = pool.decode(value);
      // It is awaited in its turn; a failure before that must not count as unheeded.
      decoded.catch(() => {});
      ahead.push({ sources: value, decoded });
    }
  };
  for (fill(); ahead.length > 0; fill()) {
    throwIfCancelled(signal);
    const { sources, decoded } = ahead.shift()!;
    yield { sources, decoded: await decoded };
  }
}

function finiteRows(
  sources: readonly ImageSource[],
  decoded: DecodedImages,
  latents: Float32Array,
  latentSize: number,
): EncodedBatch {
  const rows: EncodedBatch['rows'] = [];
  const unreadable = [...decoded.unreadable];
  const { tiles } = decoded;
  const tileBytes = tiles && decoded.readable.length > 0 ? tiles.length / decoded.readable.length : 0;
  for (const [from, position] of decoded.readable.entries()) {
    const source = sources[position]!;
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
  };
}

function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new EngineError('cancelled', 'Cancelled while encoding images.');
}
