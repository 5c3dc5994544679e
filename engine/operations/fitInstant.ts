import type { fitInstant } from '../../protocol/operations/fitInstant.ts';
import { findImages } from '../images/findImages.ts';
import { nothingReadable } from '../ingest/nothingReadable.ts';
import { spreadEvenly } from '../random/spreadEvenly.ts';
import { train } from '../training/train.ts';
import type { OperationRun } from './Operation.ts';

/**
 * More images make a linear model little better and everything slower: of two sets, 4,500 images left 1.3 to 1.5 % less error
 * (z of 32) than 2,000 of them. See docs/decisions/instant-model.md.
 */
const MOST_IMAGES = 2000;
/** Of fewer images z is not proposed but as large as they can fill, up to the three axes of the view. */
const FEWEST_TO_PROPOSE_FROM = 12;
const AXES = 3;

export const run: OperationRun<typeof fitInstant> = async ({ images, ...input }, context) => {
  const startedMs = performance.now();
  await context.progress({ detail: 'looking for images' });
  const found = await findImages(images, { signal: context.signal });
  if (found.images.length === 0) throw nothingReadable(images, found.unreadable);
  const sample = { ...found, images: spreadEvenly(found.images, MOST_IMAGES) };
  const result = await train(
    { ...input, ...latentOf(sample.images.length), images, kind: 'ae', preset: 'instant' },
    { ...context, report: async () => {}, post: async () => {}, note: async () => {} },
    { found: sample },
  );
  return {
    modelPath: result.modelPath,
    images: result.images,
    seconds: (performance.now() - startedMs) / 1000,
  };
};

/** n images lie in n − 1 directions from their mean. */
const latentOf = (imageCount: number) =>
  imageCount < FEWEST_TO_PROPOSE_FROM ? { latent: Math.max(1, Math.min(AXES, imageCount - 1)) } : {};
