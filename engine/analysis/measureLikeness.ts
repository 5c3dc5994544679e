import type { ImageSource } from '../images/ImageSource.ts';
import type { ImageTarget } from '../images/ImageTarget.ts';
import type { Model } from '../models/Model.ts';
import { spreadEvenly } from '../random/spreadEvenly.ts';
import { canReconstruct, reconstructImages } from './reconstructImages.ts';
import { meanSquaredError } from './quality.ts';
import { withoutAlpha } from './rgba.ts';

/** How a model draws a sample of images, beside two drawings that know nothing; errors over pixels and channels in 0..1. */
export interface Likeness {
  /** n of the sample */
  count: number;
  /** Mean squared error of the reconstructions. */
  mse: number;
  /** The same of the sample's average, drawn for each of them. */
  averageMse: number;
  /** The same of its own mean colour, drawn for each as one flat area. */
  flatMse: number;
}

/** Fewer say nothing about a collection. */
export const FEWEST_COMPARED = 8;
const MOST_COMPARED = 64;
const PIXELS_COMPARED = 2 ** 22;

/** n: images of a sample, fewer of larger ones. */
export function likenessSampleSize(width: number, height: number): number {
  const affordable = Math.floor(PIXELS_COMPARED / (width * height));
  return Math.max(FEWEST_COMPARED, Math.min(MOST_COMPARED, affordable));
}

/**
 * Has a model draw a sample of images, at even distances in the list, the same at every call.
 * @returns null where the model lacks a half, or fewer than FEWEST_COMPARED images of the sample can be read
 * @throws EngineError 'cancelled', 'provider-failed'
 */
export async function measureLikeness(
  model: Model,
  images: readonly ImageSource[],
  options: { target: ImageTarget; signal: AbortSignal },
): Promise<Likeness | null> {
  if (!canReconstruct(model) || images.length < FEWEST_COMPARED) return null;
  const { width, height, channels } = options.target;
  const size = width * height * channels;
  const sample = spreadEvenly(images, likenessSampleSize(width, height));
  /** [H,W,C] of all images, at most 64 · 255 */
  const sums = new Uint16Array(size);
  let squares = 0;
  let mseSum = 0;
  let flatSum = 0;
  let count = 0;
  for await (const { sources, pixels, rgba } of reconstructImages(model, sample, {
    ...options,
    threads: 0,
  })) {
    for (const at of sources.keys()) {
      const x = pixels.subarray(at * size, (at + 1) * size);
      const xHat = rgba.subarray(at * width * height * 4, (at + 1) * width * height * 4);
      mseSum += meanSquaredError(x, withoutAlpha(xHat, channels));
      const { mean, flat } = addImage(x, channels, sums);
      squares += mean;
      flatSum += flat;
    }
    count += sources.length;
  }
  if (count < FEWEST_COMPARED) return null;
  const ofAverage = sums.reduce((sum, value) => sum + (value / count / 255) ** 2, 0) / size;
  return {
    count,
    mse: mseSum / count,
    averageMse: Math.max(0, squares / count - ofAverage),
    flatMse: flatSum / count,
  };
}

/**
 * Adds an image to the sums.
 * @param x [H,W,C] uint8
 * @returns the mean of its squares, and its variance within each channel
 */
function addImage(x: Uint8Array, channels: 1 | 3, sums: Uint16Array): { mean: number; flat: number } {
  const totals = [0, 0, 0];
  let squares = 0;
  for (let i = 0; i < x.length; i++) {
    const value = x[i]!;
    sums[i]! += value;
    totals[i % channels]! += value;
    squares += value * value;
  }
  const perChannel = x.length / channels;
  const mean = squares / x.length / 255 ** 2;
  const ofMeans = totals.reduce((sum, total) => sum + (total / perChannel / 255) ** 2, 0) / channels;
  return { mean, flat: Math.max(0, mean - ofMeans) };
}
