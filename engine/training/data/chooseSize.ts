import { sizeWords, type ImageSize } from '../../../protocol/imageSize.ts';
import type { PresetName } from '../../../protocol/training.ts';

/** Images up to this side are trained on at their own size. */
const LARGEST_OWN_SIZE = 36;
const SIZES = [40, 48, 56, 64, 80, 96, 112, 128] as const;
const LARGEST_CHOSEN: Record<PresetName, number> = {
  instant: 64,
  quick: 64,
  balanced: 64,
  quality: 128,
};

/** The side to train at: that of the images (the median of their shorter sides) within what the preset affords. */
export function chooseSize(sizes: readonly ImageSize[], preset: PresetName): number {
  const sides = sizes.map(({ width, height }) => Math.min(width, height)).sort((a, b) => a - b);
  const side = sides[sides.length >> 1] ?? LARGEST_CHOSEN[preset];
  if (side <= LARGEST_OWN_SIZE) return Math.max(8, side);
  return SIZES.findLast((size) => size <= side && size <= LARGEST_CHOSEN[preset]) ?? SIZES[0];
}

/** Of the sampled images, so rare outliers may go unnoticed. */
export function sizeWarnings(sizes: readonly ImageSize[], size: number): string[] {
  if (sizes.length === 0) return [];
  const warnings: string[] = [];
  const areas = sizes.map(({ width, height }) => width * height);
  const smallest = sizes[areas.indexOf(Math.min(...areas))]!;
  const largest = sizes[areas.indexOf(Math.max(...areas))]!;
  const shapes = sizes.map(({ width, height }) => width / height);
  if (Math.max(...areas) > 16 * Math.min(...areas)) {
    warnings.push(
      `The images are of very different sizes, ${sizeWords(smallest)} to ${sizeWords(largest)}; all are brought to ${size}×${size}.`,
    );
  }
  if (Math.max(...shapes) > 2 * Math.min(...shapes)) {
    warnings.push(
      'The images are of very different shapes; what does not fit the square is cut off (or choose the fit "contain").',
    );
  }
  return warnings;
}
