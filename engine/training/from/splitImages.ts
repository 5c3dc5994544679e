import { EngineError } from '../../../protocol/EngineError.ts';
import type { Dataset } from '../data/loadDataset.ts';
import { splitHeldOut, type DataSplit } from '../data/splitHeldOut.ts';
import type { StartModel } from './readStartModel.ts';

/**
 * Holds images out, those first that were held out from the model that is trained further.
 * @param fingerprint of all images, hexadecimal
 * @param share of the new images to hold out
 * @returns also what a person should know of it
 * @throws EngineError 'bad-images' when nothing is left to train on
 */
export function splitImages(
  { pixels, count }: Dataset,
  fingerprint: string,
  share: number,
  seed: number,
  start: StartModel | null,
): { split: DataSplit; warnings: string[] } {
  const warnings: string[] = [];
  let split: DataSplit;
  if (start && !start.seen && start.split.fingerprint === `sha256:${fingerprint}`) {
    // The very images that it was trained on: they are split as they were.
    split = splitHeldOut(pixels, count, start.split.holdOut, start.split.seed);
  } else {
    split = splitHeldOut(pixels, count, share, seed, start?.seen);
    if (start && !start.seen) {
      warnings.push(
        `"${start.name}" does not say which images were held out from it: some that are held out now may be among those it was trained on, and the error shown too good.`,
      );
    }
  }
  if (split.training.length === 0) {
    throw new EngineError(
      'bad-images',
      `All ${count} images were held out from "${start?.name}", so there is nothing to train it further on. Choose more images.`,
    );
  }
  if (start && share > 0 && split.heldOut.length === 0) {
    warnings.push(
      `"${start.name}" was trained on all of these images before, so none is held out: the errors shown are those of the training images.`,
    );
  }
  return { split, warnings };
}
