import type { UnreadableFile } from '../../protocol/collection.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { noImagesWords } from '../../protocol/noImagesWords.ts';

/** 'bad-images': there is no image in what was given, or none that can be read, and why the first cannot be. */
export function nothingReadable(
  images: readonly string[],
  unreadable: readonly UnreadableFile[],
): EngineError {
  const where = images.length === 1 ? `"${images[0]}"` : `the ${images.length} given paths`;
  return new EngineError('bad-images', noImagesWords(where, unreadable), {
    unreadable: unreadable.slice(0, 100),
  });
}
