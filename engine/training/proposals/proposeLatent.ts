import { counted } from '../../../protocol/words.ts';
import type { Choice } from '../../../protocol/training.ts';
import type { ImageExamination } from '../data/examineImages.ts';

/** Sizes of z that are proposed. */
export const LATENT_SIZES = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128] as const;
/**
 * What z should keep by linear means alone; a trained network keeps more. It gives 48 for handwritten digits, 24 for pictures
 * of clothes, 48 for photographs of 32 pixels.
 */
const WANTED_SHARE = 0.8;
/** The same where PCA of all components keeps less than all, as a share of that. */
const WANTED_OF_REACHABLE = 0.85;
/**
 * The first half of all components keeps at least this much of what all keep, where the images have anything in common: of
 * noise each component keeps the same.
 */
const LEAST_OF_FIRST_HALF = 0.65;
const LATENT_WITHOUT_COMMON = 16;
/** More numbers than a third of the images are the images themselves … */
const LARGEST_SHARE_OF_IMAGES = 1 / 3;
/** … and a direction wants a dozen images to be learned from; a few hundred drawn discs fill 8 numbers all the same. */
const IMAGES_PER_DIMENSION = 12;
const ALWAYS_AFFORDED = 8;

/**
 * The size of z that these images want: what keeps four fifths of what differs between them, at least their intrinsic dimension,
 * at most what so many images can fill; a round number.
 * @param imageCount all of them, of which the sample was drawn
 */
export function proposeLatent(
  { kept, dimension }: Pick<ImageExamination, 'kept' | 'dimension'>,
  imageCount: number,
): Choice<number> {
  const affordable = Math.max(
    1,
    Math.min(
      Math.floor(imageCount * LARGEST_SHARE_OF_IMAGES),
      Math.max(ALWAYS_AFFORDED, Math.round(imageCount / IMAGES_PER_DIMENSION)),
    ),
  );
  const most = LATENT_SIZES.findLast((size) => size <= affordable) ?? 1;
  const reachable = kept.at(-1) ?? 0;
  if (kept.length === 0) {
    const value = Math.min(most, LATENT_WITHOUT_COMMON);
    return { value, reason: `${counted(imageCount, 'image')} fill no more than ${numbers(value)}.` };
  }
  if ((kept[kept.length >> 1] ?? 0) < LEAST_OF_FIRST_HALF * reachable) {
    const value = Math.min(most, LATENT_WITHOUT_COMMON);
    return {
      value,
      reason: `These images have little in common: ${numbers(value)} keep ${percent(kept, value)} of what differs between them.`,
    };
  }
  const target = Math.min(WANTED_SHARE, WANTED_OF_REACHABLE * reachable);
  const wanted = 1 + kept.findIndex((share) => share >= target);
  const floor = LATENT_SIZES.find((size) => size >= Math.round(dimension ?? 1)) ?? LATENT_SIZES.at(-1)!;
  const ideal = Math.max(nearest(wanted), floor);
  const value = Math.min(most, ideal);
  const keeps = `${numbers(value)} keep ${percent(kept, value)} of what differs between these images`;
  const surface =
    dimension === null
      ? ''
      : `, which lie near a surface of about ${counted(Math.max(1, Math.round(dimension)), 'dimension')}`;
  const few = value < ideal ? ` ${counted(imageCount, 'image')} fill no more.` : '';
  return { value, reason: `${keeps}${surface}.${few}` };
}

/** By ratio: 40 is nearer to 48 than to 32. */
const nearest = (wanted: number): number =>
  LATENT_SIZES.reduce((best, size) =>
    Math.abs(Math.log(size / wanted)) < Math.abs(Math.log(best / wanted)) ? size : best,
  );

const numbers = (count: number) => counted(count, 'number');

function percent(kept: readonly number[], components: number): string {
  const share = Math.max(0, kept[Math.min(components, kept.length) - 1] ?? 0);
  return share < 0.005 ? 'less than 1 %' : `${Math.round(100 * share)} %`;
}
