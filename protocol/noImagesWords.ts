import type { UnreadableFile } from './collection.ts';
import { OPENABLE_WORDS } from './imageFormats.ts';
import { kindsWords } from './kindsWords.ts';

/**
 * That there is no image in what was given, or none that can be read, and why the first cannot be.
 * @param where what was given, in words: '"/home/ada/letters"'
 */
export function noImagesWords(where: string, unreadable: readonly UnreadableFile[]): string {
  const choose = `Choose a folder of ${OPENABLE_WORDS}.`;
  const [first, second] = unreadable;
  if (!first) return `There are no images in ${where}. ${choose}`;
  const name = first.path.split(/[\\/]/).at(-1) ?? '';
  if (!second) return `"${name}" could not be read as an image: ${first.reason}. ${choose}`;
  const kinds = kindsWords(unreadable.map(({ path }) => path));
  return `None of the ${unreadable.length.toLocaleString('en')} files in ${where} could be read as an image: ${kinds} (${name}: ${first.reason}). ${choose}`;
}
