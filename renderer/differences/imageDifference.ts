import { numberScale } from '../columns/numberScale.ts';
import { LARGEST_GAIN } from '../../protocol/preferences.ts';

/** How image b differs from image a, pixel by pixel, with grey values from 0 to 1. */
export interface ImageDifference {
  width: number;
  height: number;
  /** [H·W] float32 in −1..1: the mean over red, green and blue of b − a */
  signed: Float32Array;
  /** [H·W] float64 in 0..1: the mean over red, green and blue of |b − a| */
  absolute: Float64Array;
  /** The mean over pixels and channels of (b − a)² */
  mse: number;
}

/**
 * @param a [H,W,4] uint8 RGBA
 * @param b [H,W,4] uint8 RGBA
 */
export function imageDifference(
  a: Uint8ClampedArray,
  b: Uint8ClampedArray,
  width: number,
  height: number,
): ImageDifference {
  const count = width * height;
  if (a.length !== count * 4 || b.length !== count * 4) {
    throw new Error(
      `A difference needs two images of ${width}×${height} as RGBA, ${count * 4} bytes each; got ${a.length} and ${b.length}.`,
    );
  }
  const signed = new Float32Array(count);
  const absolute = new Float64Array(count);
  let squares = 0;
  for (let pixel = 0, at = 0; pixel < count; pixel++, at += 4) {
    const red = b[at]! - a[at]!;
    const green = b[at + 1]! - a[at + 1]!;
    const blue = b[at + 2]! - a[at + 2]!;
    signed[pixel] = (red + green + blue) / 765;
    absolute[pixel] = (Math.abs(red) + Math.abs(green) + Math.abs(blue)) / 765;
    squares += red * red + green * green + blue * blue;
  }
  return { width, height, signed, absolute, mse: count === 0 ? 0 : squares / (count * 3 * 255 * 255) };
}

/** Gains that a person reads without counting. */
export const GAINS = [1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, LARGEST_GAIN] as const;

/** The largest gain that leaves ninety-nine of a hundred pixels within the scale: what is small is seen, and little clipped. */
export function autoGain({ absolute }: Pick<ImageDifference, 'absolute'>): number {
  const largest = numberScale(absolute)?.max ?? 0;
  // Where next to nothing differs, the few pixels that do say how far to go.
  const reach = largest > 0 ? largest : absolute.reduce((most, value) => Math.max(most, value), 0);
  if (reach === 0) return 1;
  return GAINS.findLast((gain) => gain * reach <= 1) ?? 1;
}

/** Peak signal-to-noise ratio in dB for values in 0..1; Infinity for equal images. */
export const psnrOf = (mse: number): number => -10 * Math.log10(mse);
