import { EngineError } from '../../protocol/EngineError.ts';
import {
  chooseImageSize,
  isSizeFromImages,
  sizeChoiceWords,
  sizeWords,
  type ChosenSize,
  type ImageSize,
  type SizeChoice,
} from '../../protocol/imageSize.ts';
import type { ModelInfo } from '../../protocol/model.ts';
import { clipped } from '../../protocol/clipped.ts';
import type { Model } from './Model.ts';

/** A model of open size, opened at the size of the images that it is to see. */
export interface AtImageSize {
  choice: SizeChoice;
  /** Null where the model is open at that size already. */
  model: Model | null;
}

/**
 * Opens a model again at the size of its images, where these decide it. A size that turns out not to be taken is no reason
 * not to use the model: it stays as it is, and that is told.
 * @param info of the model as it is open
 * @param readSizes of a sample of the images
 * @param reopen opens the same model at a size
 * @param onRefused is told why the size of the images is not used
 * @returns null where the images decide nothing
 */
export async function openAtImageSize(
  info: ModelInfo,
  readSizes: () => Promise<readonly ImageSize[]>,
  reopen: (size: ChosenSize) => Promise<Model>,
  onRefused: (error: EngineError) => void,
): Promise<AtImageSize | null> {
  if (!isSizeFromImages(info)) return null;
  const choice = chooseImageSize(info.json, await readSizes());
  if (!choice) return null;
  const { width, height } = choice.size;
  const { image } = info.json;
  if (width === image.width && height === image.height) return { choice, model: null };
  try {
    return { choice, model: await reopen({ width, height, by: 'images' }) };
  } catch (error) {
    if (!(error instanceof EngineError) || error.code === 'cancelled') throw error;
    const { code, message } = error;
    const words = `${sizeChoiceWords(info.json, choice)} But it cannot be used at that size, and stays at ${sizeWords(image)}: ${message}`;
    onRefused(new EngineError(code, clipped(words)));
    return null;
  }
}
