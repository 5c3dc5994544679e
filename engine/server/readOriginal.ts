import { EngineError } from '../../protocol/EngineError.ts';
import type { ImageSource } from '../images/ImageSource.ts';
import { failureReason } from '../images/failureReason.ts';
import { pngOfImage } from '../images/pngOfImage.ts';

/** A side longer than this is shown smaller: no screen has more. */
const LONGEST_SIDE = 4096;

/**
 * An image in a format of its own as PNG, upright, at most LONGEST_SIDE pixels a side.
 * @throws EngineError 'bad-images'
 */
export async function readOriginal(source: ImageSource): Promise<Uint8Array> {
  try {
    return await pngOfImage(source, LONGEST_SIDE);
  } catch (error) {
    throw new EngineError('bad-images', `${source.name}: ${failureReason(error)}`, { path: source.path });
  }
}
