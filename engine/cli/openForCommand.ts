import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { UnreadableFile } from '../../protocol/collection.ts';
import { OPENABLE_WORDS } from '../../protocol/imageFormats.ts';
import type { ProviderChoice } from '../../protocol/provider.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { findImages, type ImageSource } from '../images/findImages.ts';
import { bundledFolder } from '../models/bundled.ts';
import type { Model } from '../models/Model.ts';
import { openModel } from '../models/openModel.ts';
import { dataFolder } from '../session/dataFolder.ts';
import type { CommandIo } from './CommandIo.ts';
import { typedPath } from './parseCommand.ts';

/** Opens MODEL: a path as typed, or a bundled model's name where there is no such path. */
export function openModelForCommand(typed: string, provider: ProviderChoice): Promise<Model> {
  const path = typedPath(typed);
  const name = !existsSync(path) && bundledFolder(typed) ? typed : path;
  return openModel(name, { provider, cacheFolder: join(dataFolder(), 'providers') });
}

/**
 * Finds IMAGES.
 * @throws EngineError 'bad-images' when there are none
 */
export async function findImagesForCommand(
  typed: readonly string[],
  signal: AbortSignal,
): Promise<{ images: ImageSource[]; unreadable: UnreadableFile[] }> {
  const found = await findImages(typed.map(typedPath), { signal });
  if (found.images.length > 0) return found;
  const first = found.unreadable[0];
  throw new EngineError(
    'bad-images',
    `No images in ${typed.join(', ')}${first ? ` (${first.path}: ${first.reason})` : ''}; expected ${OPENABLE_WORDS}.`,
  );
}

/** Lists what could not be read, each with its reason. */
export function reportUnreadable(unreadable: readonly UnreadableFile[], io: CommandIo): void {
  if (unreadable.length === 0) return;
  io.stderr.write(`${unreadable.length} ${unreadable.length === 1 ? 'file' : 'files'} could not be read:\n`);
  for (const { path, reason } of unreadable) io.stderr.write(`  ${path}: ${reason}\n`);
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
