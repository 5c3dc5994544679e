import type { ReconstructionQuality } from '../../protocol/collection.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import type { ImageSource } from '../images/ImageSource.ts';
import { readImages, type ReadBatch, type ReadOptions } from '../images/readImages.ts';
import type { Model } from '../models/Model.ts';
import { imageQuality } from './quality.ts';
import { withoutAlpha } from './rgba.ts';

/** Images beside their reconstructions. */
export interface ReconstructedBatch<Source extends ImageSource = ImageSource> extends ReadBatch<Source> {
  /** [n,H,W,4] uint8 RGBA, as the decoder gives them */
  rgba: Uint8Array;
}

/** Whether a model has both halves. */
export const canReconstruct = ({ info }: Pick<Model, 'info'>): boolean => info.hasEncoder && info.hasDecoder;

/**
 * Encodes and decodes images in the order given, while others are decoded from their files ahead.
 * @throws EngineError 'no-encoder', 'no-decoder', 'cancelled'
 */
export async function* reconstructImages<Source extends ImageSource>(
  model: Model,
  images: Iterable<Source>,
  options: ReadOptions,
): AsyncGenerator<ReconstructedBatch<Source>> {
  for await (const batch of readImages(images, options)) {
    const count = batch.sources.length;
    if (count === 0) {
      yield { ...batch, rgba: new Uint8Array() };
      continue;
    }
    const rgba = await model.decode(await model.encode(batch.pixels, count), count);
    if (options.signal?.aborted) throw new EngineError('cancelled', 'Cancelled while reconstructing images.');
    yield { ...batch, rgba };
  }
}

/** One image of a batch with its reconstruction, and how near that comes. */
export function reconstructionOf(
  { pixels, rgba }: Pick<ReconstructedBatch, 'pixels' | 'rgba'>,
  at: number,
  { width, height, channels }: { width: number; height: number; channels: 1 | 3 },
): { pixels: Uint8Array; rgba: Uint8Array; quality: ReconstructionQuality } {
  const size = width * height;
  const x = pixels.subarray(at * size * channels, (at + 1) * size * channels);
  const xHat = rgba.subarray(at * size * 4, (at + 1) * size * 4);
  return {
    pixels: x,
    rgba: xHat,
    quality: imageQuality(x, withoutAlpha(xHat, channels), width, height, channels),
  };
}
