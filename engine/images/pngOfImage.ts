import sharp, { type Sharp } from 'sharp';
import type { ImageSource } from './ImageSource.ts';
import { SHARP_OPTIONS, useImage } from './openImage.ts';

/**
 * An image as PNG, upright, whole.
 * @param longestSide a longer one is made smaller
 * @throws whatever reading it throws: see failureReason
 */
export function pngOfImage(source: ImageSource, longestSide?: number): Promise<Uint8Array> {
  return useImage(source, (opened) => {
    const { width, height } = opened;
    let image: Sharp;
    if (opened.kind === 'own') {
      const { data, channels } = opened.decode();
      image = sharp(data, { raw: { width, height, channels } });
    } else image = sharp(opened.bytes, SHARP_OPTIONS).autoOrient();
    if (longestSide !== undefined) {
      image = image.resize({
        ...{ width: longestSide, height: longestSide },
        ...{ fit: 'inside', withoutEnlargement: true },
      });
    }
    return image.png({ compressionLevel: 3 }).toBuffer();
  });
}
