import { basename } from 'node:path';
import type { UnreadableFile } from '../../protocol/collection.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { kindsWords } from '../../protocol/kindsWords.ts';
import { OPENABLE_WORDS } from '../../protocol/imageFormats.ts';

/** 'bad-images': there is no image in what was given, or none that can be read, and why the first cannot be. */
export function nothingReadable(
  images: readonly string[],
  unreadable: readonly UnreadableFile[],
): EngineError {
  const where = images.length === 1 ? `"${images[0]}"` : `the ${images.length} given paths`;
  const choose = `Choose a folder of ${OPENABLE_WORDS}`;
  let message = `There are no images in ${where}. ${choose}.`;
  const [first, second] = unreadable;
  if (first && second) {
    const example = `${basename(first.path)}: ${first.reason}`;
    const kinds = kindsWords(unreadable.map(({ path }) => path));
    message = `None of the ${unreadable.length} files in ${where} could be read as an image: ${kinds} (${example}). ${choose}.`;
  } else if (first) {
    message = `"${basename(first.path)}" could not be read as an image: ${first.reason}. ${choose}.`;
  }
  return new EngineError('bad-images', message, { unreadable: unreadable.slice(0, 100) });
}
