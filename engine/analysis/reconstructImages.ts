import type { ReconstructionQuality, UnreadableFile } from '../../protocol/collection.ts';
import type { ImageFit } from '../../protocol/model.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import type { ImageSource } from '../images/ImageSource.ts';
import { readImage } from '../images/readImage.ts';
import type { Model } from '../models/Model.ts';
import { imageQuality } from './quality.ts';
import { withoutAlpha } from './rgba.ts';

/** One image beside its reconstruction. */
export interface ReconstructedImage {
  source: ImageSource;
  /** [H,W,C] uint8, as the encoder takes it */
  pixels: Uint8Array;
  /** [H,W,4] uint8 RGBA, as the decoder gives it */
  rgba: Uint8Array;
  /** Sum of (x − x̂)² over pixels and channels, values in 0..1. */
  sse: number;
  quality: ReconstructionQuality;
}

type ReadResult =
  { kind: 'image'; source: ImageSource; pixels: Uint8Array } | ({ kind: 'unreadable' } & UnreadableFile);

const BATCH = 16;

/**
 * Encodes and decodes images, a batch at a time, the next one being read meanwhile.
 * @throws EngineError 'no-encoder', 'no-decoder', 'cancelled'
 */
export async function* reconstructImages(
  model: Model,
  images: readonly ImageSource[],
  options: { fit: ImageFit; background: string; signal?: AbortSignal },
): AsyncGenerator<{ images: ReconstructedImage[]; unreadable: UnreadableFile[] }> {
  const { width, height, channels } = model.info.json.image;
  const target = { width, height, channels, fit: options.fit, background: options.background };
  const read = (from: number) =>
    Promise.all(
      images.slice(from, from + BATCH).map(async (source): Promise<ReadResult> => {
        try {
          return { kind: 'image', source, pixels: (await readImage(source, target)).pixels };
        } catch (error) {
          const data = EngineError.toData(error);
          return {
            kind: 'unreadable',
            path: source.row === undefined ? source.path : `${source.path}[${source.row}]`,
            reason: String(data.details?.reason ?? data.message),
          };
        }
      }),
    );

  let next = read(0);
  for (let from = 0; from < images.length; from += BATCH) {
    if (options.signal?.aborted) {
      throw new EngineError('cancelled', `Cancelled after ${from} of ${images.length} images.`);
    }
    const batch = await next;
    next = read(from + BATCH);
    const readable = batch.filter((item) => item.kind === 'image');
    const unreadable = batch
      .filter((item) => item.kind === 'unreadable')
      .map(({ path, reason }) => ({ path, reason }));
    const imageBytes = width * height * channels;
    const pixels = new Uint8Array(readable.length * imageBytes);
    readable.forEach((item, i) => pixels.set(item.pixels, i * imageBytes));
    const z = await model.encode(pixels, readable.length);
    const decoded = await model.decode(z, readable.length);
    yield {
      unreadable,
      images: readable.map(({ source, pixels: x }, i) => {
        const rgba = decoded.subarray(i * width * height * 4, (i + 1) * width * height * 4);
        const quality = imageQuality(x, withoutAlpha(rgba, channels), width, height, channels);
        return { source, pixels: x, rgba, quality, sse: quality.mse * imageBytes };
      }),
    };
  }
}
