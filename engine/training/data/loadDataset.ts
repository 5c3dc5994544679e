import { createHash } from 'node:crypto';
import os from 'node:os';
import type { UnreadableFile } from '../../../protocol/collection.ts';
import { EngineError } from '../../../protocol/EngineError.ts';
import type { ImageSource } from '../../images/ImageSource.ts';
import { readImage, type ImageTarget } from '../../images/readImage.ts';
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
/** Decoding runs on threads of its own; a few images in flight keep them busy. */
const IMAGES_IN_FLIGHT = 8;

export interface LoadOptions {
  seed: number;
  maxBytes?: number;
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

/**
 * Reads images into one array, in the order of the sources; unreadable ones are listed and skipped. When all would
 * take more than maxBytes, a random part of them that fits is read, drawn by the seed.
 * @throws EngineError 'bad-images' when none could be read, 'cancelled' when the signal is aborted
 */
export async function loadDataset(
  sources: readonly ImageSource[],
  target: ImageTarget,
  options: LoadOptions,
): Promise<Dataset> {
  const { width, height, channels } = target;
  const imageBytes = width * height * channels;
  const fitting = Math.max(1, Math.floor((options.maxBytes ?? largestDatasetBytes()) / imageBytes));
  const chosen = chooseFitting(sources, fitting, options.seed);
  const pixels = new Uint8Array(chosen.length * imageBytes);
  const readable = new Uint8Array(chosen.length);
  const unreadable: UnreadableFile[] = [];

  let next = 0;
  let done = 0;
  const readOn = async () => {
    while (next < chosen.length) {
      if (options.signal?.aborted) throw new EngineError('cancelled', 'Cancelled while reading images.');
      const row = next++;
      const source = chosen[row]!;
      try {
        const image = await readImage(source, target);
        pixels.set(image.pixels, row * imageBytes);
        readable[row] = 1;
      } catch (error) {
        unreadable.push({ path: source.path, reason: failureReason(error) });
      }
      options.onProgress?.(++done, chosen.length);
    }
  };
  await Promise.all(Array.from({ length: IMAGES_IN_FLIGHT }, readOn));

  const kept = chosen.filter((_, row) => readable[row] === 1);
  if (kept.length === 0) {
    const reason = unreadable[0]?.reason;
    throw new EngineError(
      'bad-images',
      `None of the ${chosen.length} images could be read${reason ? `; the first: ${reason}` : ''}. Choose a folder of images.`,
      { unreadable: unreadable.slice(0, 100) },
    );
  }
  return {
    pixels: closeGaps(pixels, readable, imageBytes, kept.length),
    count: kept.length,
    width,
    height,
    channels,
    sources: kept,
    unreadable,
    leftOut: sources.length - chosen.length,
  };
}

function failureReason(error: unknown): string {
  const { message, details } = EngineError.toData(error);
  return typeof details?.['reason'] === 'string' ? details['reason'] : message;
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

/** Moves the readable rows together, in place. */
function closeGaps(pixels: Uint8Array, readable: Uint8Array, imageBytes: number, count: number): Uint8Array {
  if (count === readable.length) return pixels;
  let to = 0;
  readable.forEach((isReadable, row) => {
    if (isReadable) pixels.copyWithin(to++ * imageBytes, row * imageBytes, (row + 1) * imageBytes);
  });
  return pixels.subarray(0, count * imageBytes);
}

/** SHA-256 over the shape and every pixel, hexadecimal: equal for equal training data, whatever the files are called. */
export function datasetFingerprint({ pixels, count, width, height, channels }: Dataset): string {
  return createHash('sha256').update(`${count},${height},${width},${channels};`).update(pixels).digest('hex');
}
