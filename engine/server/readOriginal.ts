import sharp from 'sharp';
import { EngineError } from '../../protocol/EngineError.ts';
import type { ImageSource } from '../images/ImageSource.ts';
import { openImage, SHARP_OPTIONS } from '../images/openImage.ts';

/** A side longer than this is shown smaller: no screen has more. */
const LONGEST_SIDE = 4096;

/**
 * An image in a format of its own as PNG, upright, at most LONGEST_SIDE pixels a side.
 * @throws EngineError 'bad-images'
 */
export async function readOriginal(source: ImageSource): Promise<Uint8Array> {
  try {
    const opened = await openImage(source);
    const image =
      opened.kind === 'decoded'
        ? sharp(opened.image.data, {
            raw: { width: opened.width, height: opened.height, channels: opened.image.channels },
          })
        : sharp(opened.bytes, SHARP_OPTIONS).autoOrient();
    return await image
      .resize({ width: LONGEST_SIDE, height: LONGEST_SIDE, fit: 'inside', withoutEnlargement: true })
      .png({ compressionLevel: 3 })
      .toBuffer();
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new EngineError('bad-images', `${source.name}: ${words}`, { path: source.path });
  }
}
