import type { UnreadableFile } from '../../protocol/collection.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { batchesOf } from './batchesOf.ts';
import type { DecodedImages } from './decodeImages.ts';
import type { DecodeMemory } from './DecodeMemory.ts';
import { DecodePool } from './DecodePool.ts';
import type { ImageSource } from './ImageSource.ts';
import type { ImageTarget } from './ImageTarget.ts';

export interface ReadOptions {
  target: ImageTarget;
  /** T; no tiles are made when absent. */
  tileSize?: number;
  /** Images that a decoding thread has in work at once. */
  concurrency?: number;
  /**
   * Decoding threads; all cores but one when absent: that one is for what is done with the images. 0 where nothing is done
   * with them meanwhile: this thread then decodes, without waiting for others to start.
   */
  threads?: number;
  signal?: AbortSignal;
  /** What images in work may take together; the process's own when absent. */
  memory?: DecodeMemory;
}

/** The next images, in the order in which they were asked for. */
export interface ReadBatch<Source extends ImageSource = ImageSource> {
  /** The readable ones, n of them. */
  sources: Source[];
  /** [n,H,W,C] uint8 */
  pixels: Uint8Array<ArrayBuffer>;
  /** [n,T,T,4] RGBA */
  tiles?: Uint8Array<ArrayBuffer>;
  /** [n,2] width and height of each before it was fitted, upright. */
  sizes: Uint32Array<ArrayBuffer>;
  unreadable: UnreadableFile[];
  /** Images dealt with so far, readable or not. */
  done: number;
}

/**
 * Reads any number of images for a network, in order, decoding ahead in other threads while the caller works on a batch.
 * The first batches are small, so that something is there at once. What cannot be read is listed and stops nothing.
 * @throws EngineError 'cancelled' before the next batch once the signal is aborted
 */
export async function* readImages<Source extends ImageSource>(
  images: Iterable<Source>,
  { threads, signal, memory, ...options }: ReadOptions,
): AsyncGenerator<ReadBatch<Source>> {
  const { width, height, channels } = options.target;
  const pool = new DecodePool(options, threads, memory);
  let done = 0;
  try {
    for await (const { batch, decoded } of decodeAhead(pool, batchesOf(images, width * height * channels))) {
      if (signal?.aborted) throw new EngineError('cancelled', 'Cancelled while reading images.');
      const { readable, ...rest } = decoded;
      done += batch.length;
      yield { ...rest, sources: readable.map((position) => batch[position]!), done };
    }
  } finally {
    pool.dispose();
  }
}

/** As many batches in work as keep every thread busy while the caller is at one. */
async function* decodeAhead<Source extends ImageSource>(
  pool: DecodePool,
  batches: Generator<readonly Source[]>,
): AsyncGenerator<{ batch: readonly Source[]; decoded: DecodedImages }> {
  const ahead: { batch: readonly Source[]; decoded: Promise<DecodedImages> }[] = [];
  const fill = () => {
    while (ahead.length < pool.threads + 2) {
      const { done, value } = batches.next();
      if (done) return;
      const decoded = pool.decode(value);
      // It is awaited in its turn; a failure before that must not count as unheeded.
      decoded.catch(() => {});
      ahead.push({ batch: value, decoded });
    }
  };
  for (fill(); ahead.length > 0; fill()) {
    const { batch, decoded } = ahead.shift()!;
    yield { batch, decoded: await decoded };
  }
}
