import type { ImageTarget } from './ImageTarget.ts';
import type { RawImage } from './RawImage.ts';

/** Thumbnails have this side at most; see TILE_SIZES. */
const LARGEST_TILE = 64;

/**
 * The factor by which an image is decoded larger than the model wants it, so that a small model's thumbnails are sharp. It
 * depends on the image and the model only: pixels for the model are the same whether or not a tile is wanted.
 */
export function oversamplingFor(width: number, height: number, target: ImageTarget): number {
  const factor = Math.ceil(LARGEST_TILE / Math.max(target.width, target.height));
  const isLarger = width >= target.width * factor && height >= target.height * factor;
  return isLarger && factor > 1 ? factor : 1;
}

/**
 * The model's pixels from a fitted image: each the mean of factor² ones, brought to the target's channels.
 * @returns [H,W,C] uint8
 */
export function toModelPixels(fitted: RawImage, target: ImageTarget): Uint8Array {
  const factor = fitted.width / target.width;
  const averaged = factor === 1 ? fitted.data : boxAverage(fitted, target.width, target.height, factor);
  return toChannels(averaged, target.width * target.height, fitted.channels, target.channels);
}

function boxAverage(
  { data, width, channels }: RawImage,
  toWidth: number,
  toHeight: number,
  factor: number,
): Uint8Array {
  const result = new Uint8Array(toWidth * toHeight * channels);
  const half = (factor * factor) / 2;
  let at = 0;
  for (let y = 0; y < toHeight; y++) {
    for (let x = 0; x < toWidth; x++) {
      for (let c = 0; c < channels; c++) {
        let sum = half;
        for (let dy = 0; dy < factor; dy++) {
          let from = ((y * factor + dy) * width + x * factor) * channels + c;
          for (let dx = 0; dx < factor; dx++, from += channels) sum += data[from]!;
        }
        result[at++] = Math.floor(sum / (factor * factor));
      }
    }
  }
  return result;
}

/**
 * Grey from colour is the luma of ITU-R BT.601, (299 R + 587 G + 114 B) / 1000, as Pillow's and torchvision's grey images
 * are, which is what grey models were trained on.
 */
export function toChannels(
  data: Uint8Array,
  pixelCount: number,
  from: RawImage['channels'],
  to: ImageTarget['channels'],
): Uint8Array {
  if (from === to) return data;
  const result = new Uint8Array(pixelCount * to);
  if (to === 1) {
    for (let i = 0, at = 0; i < pixelCount; i++, at += from) {
      result[i] =
        from < 3
          ? data[at]!
          : ((data[at]! * 299 + data[at + 1]! * 587 + data[at + 2]! * 114 + 500) / 1000) | 0;
    }
    return result;
  }
  for (let i = 0, at = 0, out = 0; i < pixelCount; i++, at += from, out += 3) {
    result[out] = data[at]!;
    result[out + 1] = data[from < 3 ? at : at + 1]!;
    result[out + 2] = data[from < 3 ? at : at + 2]!;
  }
  return result;
}
