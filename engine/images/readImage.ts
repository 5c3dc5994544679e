import { EngineError } from '../../protocol/EngineError.ts';
import type { ImageSize } from '../../protocol/imageSize.ts';
import type { DecodeMemory } from './DecodeMemory.ts';
import { failureReason } from './failureReason.ts';
import { fitImage } from './fitImage.ts';
import type { ImageSource } from './ImageSource.ts';
import type { ImageTarget } from './ImageTarget.ts';
import { makeTile } from './makeTile.ts';
import { toModelPixels } from './modelPixels.ts';
import { openImageSize, useImage } from './openImage.ts';

export type { ImageTarget } from './ImageTarget.ts';

export interface ReadImage {
  /** [H,W,C] uint8, as the target asks */
  pixels: Uint8Array;
  /** [T,T,4] RGBA: what the model sees, as large as fits, transparent around it. */
  tile?: Uint8Array;
  /** Of the image before it was fitted, upright. */
  width: number;
  height: number;
}

/**
 * Decodes an image once, for the model and for its thumbnail: upright (EXIF), in sRGB (ICC, CMYK, 16 bits), over the
 * target's background, the first frame of an animation, fitted to the model's size. An image of that size already keeps
 * its pixels exactly.
 * @param tileSize T; no tile is made when absent
 * @param memory the process's own when absent
 * @throws EngineError 'bad-images' with the reason in details.reason
 */
export async function readImage(
  source: ImageSource,
  target: ImageTarget,
  tileSize?: number,
  memory?: DecodeMemory,
): Promise<ReadImage> {
  try {
    return await useImage(
      source,
      async (opened) => {
        const { width, height } = opened;
        const fitted = await fitImage(opened, target);
        const { buffer, byteOffset, byteLength } = toModelPixels(fitted, target);
        const pixels = new Uint8Array(buffer, byteOffset, byteLength);
        const tile = tileSize === undefined ? null : makeTile(fitted, target.channels, tileSize);
        return { pixels, width, height, ...(tile && { tile }) };
      },
      memory,
    );
  } catch (error) {
    throw unreadable(source, error);
  }
}

/**
 * An image's upright width and height in pixels, without decoding it.
 * @throws EngineError 'bad-images' with the reason in details.reason
 */
export async function readImageSize(source: ImageSource): Promise<ImageSize> {
  try {
    return await openImageSize(source);
  } catch (error) {
    throw unreadable(source, error);
  }
}

function unreadable(source: ImageSource, error: unknown): EngineError {
  const reason = failureReason(error);
  return new EngineError('bad-images', `${source.name}: ${reason}`, { path: source.path, reason });
}
