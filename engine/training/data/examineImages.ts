import { sizeWords, type ImageSize } from '../../../protocol/imageSize.ts';
import type { PresetName } from '../../../protocol/training.ts';
import type { ImageSource } from '../../images/ImageSource.ts';
import type { ImageTarget } from '../../images/ImageTarget.ts';
import { readImages } from '../../images/readImages.ts';
import { spreadEvenly } from '../../random/spreadEvenly.ts';

/** What a sample of the images says about all of them. */
export interface ImageTraits {
  /** Sizes in pixels as a viewer shows them; of the sampled images that could be read. */
  sizes: ImageSize[];
  colour: boolean;
}

const LARGEST_SAMPLE = 48;
const PROBE: ImageTarget = { width: 32, height: 32, channels: 3, fit: 'stretch', background: '#000000' };
/** JPEG turns a grey pixel by a few steps; a colour picture differs by more somewhere. */
const COLOUR_DIFFERENCE = 16;
const COLOUR_PIXEL_SHARE = 0.005;

/** Looks at up to 48 images, evenly spread over the list. Those that cannot be read say nothing. */
export async function examineImages(sources: readonly ImageSource[]): Promise<ImageTraits> {
  const sample = spreadEvenly(sources, LARGEST_SAMPLE);
  const traits: ImageTraits = { sizes: [], colour: false };
  for await (const { pixels, sizes } of readImages(sample, { target: PROBE, threads: 0 })) {
    for (let i = 0; i < sizes.length; i += 2) traits.sizes.push({ width: sizes[i]!, height: sizes[i + 1]! });
    const imageBytes = PROBE.width * PROBE.height * PROBE.channels;
    for (let from = 0; from < pixels.length && !traits.colour; from += imageBytes) {
      traits.colour = isColour(pixels.subarray(from, from + imageBytes));
    }
  }
  return traits;
}

/** @param pixels [H,W,3] uint8 */
export function isColour(pixels: Uint8Array): boolean {
  let different = 0;
  for (let at = 0; at < pixels.length; at += 3) {
    const [red, green, blue] = [pixels[at]!, pixels[at + 1]!, pixels[at + 2]!];
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > COLOUR_DIFFERENCE) different++;
  }
  return different > (COLOUR_PIXEL_SHARE * pixels.length) / 3;
}

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
