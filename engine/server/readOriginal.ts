import sharp, { type Sharp } from 'sharp';
import { EngineError } from '../../protocol/EngineError.ts';
import type { ImageSource } from '../images/ImageSource.ts';
import { failureReason } from '../images/failureReason.ts';
import { SHARP_OPTIONS, useImage } from '../images/openImage.ts';

/** A side longer than this is shown smaller: no screen has more. */
const LONGEST_SIDE = 4096;

/**
 * An image in a format of its own as PNG, upright, at most LONGEST_SIDE pixels a side.
 * @throws EngineError 'bad-images'
 */
export async function readOriginal(source: ImageSource): Promise<Uint8Array> {
  try {
    return await useImage(source, async (opened) => {
      const { width, height } = opened;
      let image: Sharp;
      if (opened.kind === 'own') {
        const { data, channels } = opened.decode();
        image = sharp(data, { raw: { width, height, channels } });
      } else image = sharp(opened.bytes, SHARP_OPTIONS).autoOrient();
      return image
        .resize({ width: LONGEST_SIDE, height: LONGEST_SIDE, fit: 'inside', withoutEnlargement: true })
        .png({ compressionLevel: 3 })
        .toBuffer();
    });
  } catch (error) {
    throw new EngineError('bad-images', `${source.name}: ${failureReason(error)}`, { path: source.path });
  }
}
