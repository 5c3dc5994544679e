import { EngineError } from '../../../protocol/EngineError.ts';
import type { Dataset } from './loadDataset.ts';

/** Fewer images than this give no held-out figures worth the name. */
export const FEWEST_IMAGES_TO_HOLD_OUT = 8;

/**
 * Refuses images from which nothing can be learned.
 * @throws EngineError 'bad-images': a single image, or nothing but one colour
 */
export function checkDataset(dataset: Dataset): void {
  if (dataset.count < 2) {
    throw new EngineError(
      'bad-images',
      'Found only 1 image that can be read; a latent space needs at least 2, and is good from some hundreds on.',
    );
  }
  if (isOneColour(dataset.pixels, dataset.channels)) {
    const colour = [...dataset.pixels.subarray(0, dataset.channels)].join(', ');
    throw new EngineError(
      'bad-images',
      `All ${dataset.count} images are one single colour (${colour}), so there is nothing to learn. Choose other images.`,
    );
  }
}

function isOneColour(pixels: Uint8Array, channels: number): boolean {
  return pixels.every((value, at) => value === pixels[at % channels]);
}

/** What a person should know about how few the images are; empty when they are enough. */
export function countWarnings(count: number, holdOut: number): string[] {
  if (count < FEWEST_IMAGES_TO_HOLD_OUT) {
    return [
      `Only ${count} images: all are trained on and none held out, so the errors shown are those of the training images.`,
    ];
  }
  if (holdOut === 0) return ['No images are held out: the errors shown are those of the training images.'];
  if (count < 200) {
    return [`Only ${count} images: expect the model to know them by heart; some hundreds generalise better.`];
  }
  return [];
}
