import type { Dataset } from './loadDataset.ts';

/** A set of images as the step runner takes them. */
export interface ImageBlock {
  /** [n,H,W,C] uint8 */
  pixels: Uint8Array;
  /** n */
  count: number;
  width: number;
  height: number;
  channels: 1 | 3;
}

/** A copy of some rows of a data set. */
export function imageBlock({ pixels, width, height, channels }: Dataset, rows: Uint32Array): ImageBlock {
  const size = width * height * channels;
  const block = new Uint8Array(rows.length * size);
  rows.forEach((row, i) => block.set(pixels.subarray(row * size, (row + 1) * size), i * size));
  return { pixels: block, count: rows.length, width, height, channels };
}

/** Mean of each channel over rows of a data set, in 0..1. */
export function meanPixel({ pixels, width, height, channels }: Dataset, rows: Uint32Array): number[] {
  const size = width * height * channels;
  const sums = new Array<number>(channels).fill(0);
  for (const row of rows) {
    for (let at = row * size; at < (row + 1) * size; at++) sums[at % channels]! += pixels[at]!;
  }
  return sums.map((sum) => sum / (255 * width * height * rows.length));
}
