import { originalPlace, type Rectangle, type Size } from './linkedView.ts';
import type { ImageFit } from '../../../protocol/model.ts';
import type { Original } from './originalOf.svelte.ts';
import type { Viewed } from './viewed.svelte.ts';

/** One of the large images that stand beside each other. */
export interface Pane {
  readonly id: 'a' | 'b' | 'difference';
  readonly source: OffscreenCanvas | ImageBitmap | null;
  /** Where the source lies in the model's image, in shares of that; null: exactly on it. */
  readonly place: Rectangle | null;
  readonly symbol: string;
  readonly words: string;
}

/** Pixels to draw from, as often as one likes. @param rgba [H,W,4] uint8 */
export function canvasOf(rgba: Uint8ClampedArray<ArrayBuffer>, { width, height }: Size): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.putImageData(new ImageData(rgba, width, height), 0, 0);
  return canvas;
}

/** @param isOriginal the file's own pixels are wanted where there are any; they are also what is shown where the model has none */
export function paneOf(
  id: 'a' | 'b',
  { picture, rgba, symbol, words, row }: Viewed,
  original: Original | null,
  isOriginal: boolean,
  fit: ImageFit,
): Pane {
  if (row !== null && original?.row === row && (isOriginal || !rgba)) {
    const { bitmap } = original;
    const place = originalPlace(bitmap, picture, fit);
    return { id, source: bitmap, place, symbol, words: `${symbol}, the file’s own pixels` };
  }
  return { id, source: rgba && canvasOf(rgba, picture), place: null, symbol, words };
}
