/** What an operation's input names, opened: a model, images, how images are brought to the model. */
import { join } from 'node:path';
import type { UnreadableFile } from '../../protocol/collection.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import type { ImageFit, ModelJson } from '../../protocol/model.ts';
import type { ProviderChoice } from '../../protocol/provider.ts';
import { findImages } from '../images/findImages.ts';
import type { ImageSource } from '../images/ImageSource.ts';
import type { ImageTarget } from '../images/ImageTarget.ts';
import { nothingReadable } from '../ingest/nothingReadable.ts';
import type { Model } from '../models/Model.ts';
import { openTried } from '../models/trial/openTried.ts';
import { dataFolder } from '../workspace/dataFolder.ts';

export interface ModelInput {
  model: string;
  json?: ModelJson | undefined;
  provider: ProviderChoice;
}

/** Whoever calls disposes of the model. Provider choices are remembered in the data folder. */
export function openInputModel({ model, json, provider }: ModelInput): Promise<Model> {
  return openTried(model, {
    provider,
    cacheFolder: join(dataFolder(), 'providers'),
    ...(json && { json }),
  });
}

/** @throws EngineError 'bad-images' when there are none */
export async function findInputImages(
  paths: readonly string[],
  signal: AbortSignal,
): Promise<{ images: ImageSource[]; unreadable: UnreadableFile[] }> {
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
