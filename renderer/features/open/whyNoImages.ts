import {
  isImageFormat,
  kindOfName,
  SNIFF_BYTES,
  sniffFormat,
  whyNoImage,
} from '../../../protocol/imageFormats.ts';
import { noImagesWords } from '../../../protocol/noImagesWords.ts';
import type { DroppedFile } from '../../connection/uploadTree.ts';

/**
 * Why nothing of what was dropped can be an image, in words, before any of it is handed over; null where something may be.
 * Names decide as they do for the engine; of files whose names say nothing the first bytes do.
 */
export async function whyNoImages(dropped: readonly DroppedFile[]): Promise<string | null> {
  if (dropped.some(({ path }) => kindOfName(path) !== 'other')) return null;
  const others: { path: string; reason: string }[] = [];
  for (const { path, file } of dropped) {
    const head = await file.slice(0, SNIFF_BYTES).arrayBuffer();
    const format = sniffFormat(new Uint8Array(head));
    if (isImageFormat(format) || format === 'npy' || format === 'idx') return null;
    others.push({ path, reason: whyNoImage(format) });
  }
  return noImagesWords('what was dropped', others);
}
