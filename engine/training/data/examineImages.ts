import type { ImageSize } from '../../../protocol/imageSize.ts';
import type { ImageSource } from '../../images/ImageSource.ts';
import type { ImageTarget } from '../../images/ImageTarget.ts';
import { readImages } from '../../images/readImages.ts';
import { toChannels } from '../../images/modelPixels.ts';
import { intrinsicDimension } from '../../latents/intrinsicDimension.ts';
import { spreadEvenly } from '../../random/spreadEvenly.ts';
import { chooseGround, type Transparency } from '../proposals/chooseGround.ts';
import { imageGram } from '../proposals/imageGram.ts';
import { keptShares } from '../proposals/keptShares.ts';

/** What a sample of the images says about all of them. */
export interface ImageTraits {
  /** Sizes in pixels as a viewer shows them; of the sampled images that could be read. */
  sizes: ImageSize[];
  colour: boolean;
}

/** And what options follow from it. */
export interface ImageExamination extends ImageTraits {
  /** null where none of them has transparent pixels. */
  transparency: Transparency | null;
  /** Entry k − 1: the share of what differs between the images that PCA of k components keeps. Empty where nothing can be said. */
  kept: number[];
  /** How many dimensions they fill, whatever the number of pixels; null where nothing can be said. */
  dimension: number | null;
  /** Reading one image took, on average. */
  secondsPerImage: number;
}

const LARGEST_SAMPLE = 500;
/** Of which so many are looked at for transparency. */
const LARGEST_GROUND_SAMPLE = 48;
/** Fewer are looked at when they are large, so that a folder of camera pictures does not take half a minute. */
const SAMPLE_BYTES = 64 * 2 ** 20;
const SIDE = 32;
const PROBE = { width: SIDE, height: SIDE, channels: 3, fit: 'cover' } as const;
/** JPEG turns a grey pixel by a few steps; a colour picture differs by more somewhere. */
const COLOUR_DIFFERENCE = 16;
const COLOUR_PIXEL_SHARE = 0.005;

/**
 * Looks at up to 500 images, evenly spread over the list, fewer where their files are large; which ones depends on the list
 * alone. Those that cannot be read say nothing.
 * @throws EngineError 'cancelled'
 */
export async function examineImages(
  sources: readonly ImageSource[],
  signal?: AbortSignal,
): Promise<ImageExamination> {
  const few = spreadEvenly(sources, LARGEST_GROUND_SAMPLE);
  const meanBytes = few.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) / Math.max(1, few.length);
  const fitting = Math.max(LARGEST_GROUND_SAMPLE, Math.floor(SAMPLE_BYTES / Math.max(1, meanBytes)));
  const read = (sample: readonly ImageSource[], background: string) =>
    readSample(sample, { ...PROBE, background }, signal);
  const [onBlack, onWhite] = [await read(few, '#000000'), await read(few, '#ffffff')];
  const transparency = chooseGround(onBlack.pixels, onWhite.pixels, SIDE);
  const start = performance.now();
  const all = spreadEvenly(sources, Math.min(LARGEST_SAMPLE, fitting));
  const { pixels, sizes } = await read(all, transparency?.ground ?? '#000000');
  const secondsPerImage = (performance.now() - start) / 1000 / Math.max(1, all.length);

  const count = sizes.length;
  const imageBytes = SIDE * SIDE * 3;
  const colour = sizes.some((_, i) => isColour(pixels.subarray(i * imageBytes, (i + 1) * imageBytes)));
  const traits = { sizes, colour, transparency, secondsPerImage };
  if (count < 2) return { ...traits, kept: [], dimension: null };
  const gram = await imageGram(colour ? pixels : toChannels(pixels, count * SIDE * SIDE, 3, 1), count);
  return { ...traits, kept: keptShares(gram, count), dimension: intrinsicDimension(gram, count) };
}

/** @returns pixels [n,32,32,3] and sizes of the n images that could be read */
async function readSample(
  sample: readonly ImageSource[],
  target: ImageTarget,
  signal: AbortSignal | undefined,
): Promise<{ pixels: Uint8Array; sizes: ImageSize[] }> {
  const pixels = new Uint8Array(sample.length * target.width * target.height * target.channels);
  const sizes: ImageSize[] = [];
  let end = 0;
  for await (const batch of readImages(sample, { target, threads: 0, ...(signal && { signal }) })) {
    pixels.set(batch.pixels, end);
    end += batch.pixels.length;
    for (let i = 0; i < batch.sizes.length; i += 2) {
      sizes.push({ width: batch.sizes[i]!, height: batch.sizes[i + 1]! });
    }
  }
  return { pixels: pixels.subarray(0, end), sizes };
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
