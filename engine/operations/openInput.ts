/** What an operation's input names, opened: a model, images, how images are brought to the model. */
import { join } from 'node:path';
import type { UnreadableFile } from '../../protocol/collection.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { sizeChoiceWords, type ChosenSize, type ImageSize } from '../../protocol/imageSize.ts';
import type { ImageFit, ModelJson } from '../../protocol/model.ts';
import type { ProviderChoice } from '../../protocol/provider.ts';
import { findImages } from '../images/findImages.ts';
import type { ImageSource } from '../images/ImageSource.ts';
import type { ImageTarget } from '../images/ImageTarget.ts';
import { sampleSizes } from '../images/sampleSizes.ts';
import { nothingReadable } from '../ingest/nothingReadable.ts';
import type { JobContext } from '../jobs/JobContext.ts';
import type { Model } from '../models/Model.ts';
import { openAtImageSize } from '../models/openAtImageSize.ts';
import { openTried } from '../models/trial/openTried.ts';
import { dataFolder } from '../workspace/dataFolder.ts';

export interface ModelInput {
  model: string;
  json?: ModelJson | undefined;
  /** Asked for, of a model whose size is open. */
  size?: ImageSize | undefined;
  provider: ProviderChoice;
}

/** Whoever calls disposes of the model. Provider choices are remembered in the data folder. */
export function openInputModel({ model, json, size, provider }: ModelInput): Promise<Model> {
  return openSized({ model, json, provider }, size && { ...size, by: 'person' });
}

function openSized({ model, json, provider }: ModelInput, size?: ChosenSize): Promise<Model> {
  return openTried(model, {
    provider,
    cacheFolder: join(dataFolder(), 'providers'),
    ...(json && { json }),
    ...(size && { size }),
  });
}

/**
 * The same for images that it is to see: where the model's size is open, none was asked for and no description fixes it, it
 * is that of the images, which is said. Whoever calls disposes of the model.
 * @returns also the size that was chosen; null where the model's graphs or its description say it
 */
export async function openInputModelFor(
  input: ModelInput,
  images: readonly ImageSource[],
  { note, signal }: Pick<JobContext, 'note' | 'signal'>,
): Promise<{ model: Model; imageSize: ChosenSize | null }> {
  const model = await openInputModel(input);
  try {
    const sized = await openAtImageSize(
      model.info,
      () => sampleSizes(images, signal),
      (size) => openSized(input, size),
      (error) => void note(error.message),
    );
    if (!sized) return { model, imageSize: model.info.chosenSize };
    await note(`${sizeChoiceWords(model.info.json, sized.choice)} ${OTHER_SIZE}`);
    if (sized.model) await model.dispose();
    return { model: sized.model ?? model, imageSize: { ...sized.choice.size, by: 'images' } };
  } catch (error) {
    await model.dispose();
    throw error;
  }
}

const OTHER_SIZE = 'Choose another with --size WxH.';

export interface FoundInput {
  images: ImageSource[];
  unreadable: UnreadableFile[];
}

/** @throws EngineError 'bad-images' when there are none */
export async function findInputImages(paths: readonly string[], signal: AbortSignal): Promise<FoundInput> {
  const found = await findImages(paths, { signal });
  if (found.images.length > 0) return found;
  throw nothingReadable(paths, found.unreadable);
}

/** How images are brought to a model: as was asked for, else as the model's description says. */
export function inputTarget(
  { info }: Model,
  asked: { fit?: ImageFit | undefined; background?: string | undefined },
): ImageTarget {
  const { width, height, channels, fit = 'cover', background = '#000000' } = info.json.image;
  return { width, height, channels, fit: asked.fit ?? fit, background: asked.background ?? background };
}

/** @throws EngineError 'bad-images' when nothing at all was read */
export function requireReadable(count: number, unreadable: readonly UnreadableFile[]): void {
  if (count > 0) return;
  const first = unreadable[0];
  throw new EngineError(
    'bad-images',
    `None of the ${unreadable.length} images could be read${first ? ` (${first.path}: ${first.reason})` : ''}.`,
  );
}
