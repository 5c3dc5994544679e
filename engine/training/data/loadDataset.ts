import { createHash } from 'node:crypto';
import os from 'node:os';
import type { UnreadableFile } from '../../../protocol/collection.ts';
import { EngineError } from '../../../protocol/EngineError.ts';
import type { ImageSource } from '../../images/ImageSource.ts';
import type { ImageTarget } from '../../images/ImageTarget.ts';
import { readImages } from '../../images/readImages.ts';
import { Random } from '../../random/Random.ts';

/** The images of a training, decoded once and kept in memory. */
export interface Dataset {
  /** [N,H,W,C] uint8 */
  pixels: Uint8Array;
  /** N */
  count: number;
  width: number;
  height: number;
  channels: 1 | 3;
  /** [N] where each row came from. */
  sources: ImageSource[];
  unreadable: UnreadableFile[];
  /** Images found but not read, because all together would not fit in memory. */
  leftOut: number;
}

/** Bytes of pixels that a training keeps: a quarter of the machine's memory, 4 GiB at most. */
export const largestDatasetBytes = () => Math.min(4 * 2 ** 30, Math.floor(os.totalmem() / 4));

const SAMPLE_KEY = 0x5a3e;

export interface LoadOptions {
  seed: number;
  maxBytes?: number;
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => Promise<void> | void;
}

/**
 * Reads images into one array, in the order of the sources; unreadable ones are listed and skipped. When all would
 * take more than maxBytes, a random part of them that fits is read, drawn by the seed.
 * @throws EngineError 'bad-images' when none could be read, 'cancelled' when the signal is aborted
 */
export async function loadDataset(
  sources: readonly ImageSource[],
  target: ImageTarget,
  { seed, maxBytes = largestDatasetBytes(), signal, onProgress }: LoadOptions,
): Promise<Dataset> {
  const { width, height, channels } = target;
  const imageBytes = width * height * channels;
  const chosen = chooseFitting(sources, Math.max(1, Math.floor(maxBytes / imageBytes)), seed);
  const pixels = new Uint8Array(chosen.length * imageBytes);
  const kept: ImageSource[] = [];
  const unreadable: UnreadableFile[] = [];
  for await (const batch of readImages(chosen, { target, threads: 0, signal })) {
    pixels.set(batch.pixels, kept.length * imageBytes);
    kept.push(...batch.sources);
    unreadable.push(...batch.unreadable);
    await onProgress?.(batch.done, chosen.length);
  }
  if (kept.length === 0) {
    const reason = unreadable[0]?.reason;
    throw new EngineError(
      'bad-images',
      `None of the ${chosen.length} images could be read${reason ? `; the first: ${reason}` : ''}. Choose a folder of images.`,
      { unreadable: unreadable.slice(0, 100) },
    );
  }
  return {
    pixels: pixels.subarray(0, kept.length * imageBytes),
    count: kept.length,
    width,
    height,
    channels,
    sources: kept,
    unreadable,
    leftOut: sources.length - chosen.length,
  };
}

function chooseFitting(
  sources: readonly ImageSource[],
  fitting: number,
  seed: number,
): readonly ImageSource[] {
  if (sources.length <= fitting) return sources;
  const rows = new Random(seed, SAMPLE_KEY).permutation(sources.length).subarray(0, fitting).sort();
  return Array.from(rows, (row) => sources[row]!);
}

/** SHA-256 over the shape and every pixel, hexadecimal: equal for equal training data, whatever the files are called. */
export function datasetFingerprint({ pixels, count, width, height, channels }: Dataset): string {
  return createHash('sha256').update(`${count},${height},${width},${channels};`).update(pixels).digest('hex');
}
