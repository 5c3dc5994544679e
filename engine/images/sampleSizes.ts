import { EngineError } from '../../protocol/EngineError.ts';
import type { ImageSize } from '../../protocol/imageSize.ts';
import type { ImageSource } from './ImageSource.ts';
import { spreadEvenly } from '../random/spreadEvenly.ts';
import { readImageSize } from './readImage.ts';

/** Enough to know which size is common; few enough to be read in a moment, over a network too. */
const LARGEST_SAMPLE = 256;
const READ_AT_ONCE = 8;

/**
 * The sizes of up to 256 images, evenly spread over the list, upright, from their headers. Those that cannot be read say
 * nothing.
 * @throws EngineError 'cancelled'
 */
export async function sampleSizes(
  sources: readonly ImageSource[],
  signal?: AbortSignal,
): Promise<ImageSize[]> {
  const sample = spreadEvenly(sources, LARGEST_SAMPLE);
  const sizes = new Array<ImageSize | null>(sample.length).fill(null);
  let next = 0;
  const readNext = async () => {
    for (let i = next++; i < sample.length; i = next++) {
      if (signal?.aborted) throw new EngineError('cancelled', 'Cancelled while looking at sizes of images.');
      sizes[i] = await readImageSize(sample[i]!).catch(() => null);
    }
  };
  await Promise.all(Array.from({ length: READ_AT_ONCE }, readNext));
  return sizes.filter((size) => size !== null);
}
