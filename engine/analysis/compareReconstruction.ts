import type { Reconstruction } from '../../protocol/codecs/reconstructionFrame.ts';
import { imageQuality } from './quality.ts';
import { withAlpha, withoutAlpha } from './rgba.ts';

/**
 * Compares an image with its reconstruction.
 * @param pixels [H,W,C] uint8, as the model's encoder takes it
 * @param rgba [H,W,4] uint8, as its decoder gives it
 */
export function compareReconstruction(
  pixels: Uint8Array,
  rgba: Uint8Array,
  width: number,
  height: number,
  channels: 1 | 3,
): Reconstruction {
  const decoded = withoutAlpha(rgba, channels);
  const original = withAlpha(pixels, channels);
  const quality = imageQuality(pixels, decoded, width, height, channels);
  return { width, height, quality, original, reconstruction: rgba };
}
