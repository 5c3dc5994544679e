import { fileErrorWords } from '../files/fileErrorWords.ts';

const LONGEST_REASON = 200;
const DAMAGED = 'damaged, or not what its first bytes say it is';
/** Words of a decoder, or of the language below it, that tell a person nothing. */
const NO_WORDS =
  /^(?:unknown error|invalid typed array length|maximum call stack|offset is out of|start offset|source is too large|invalid array length)/i;

/**
 * Why an image could not be read, as a plain fragment of one line ("cut short or damaged (premature end of JPEG image)"), for
 * any thrown value: libvips' words are several lines with repetitions, and sometimes none.
 * @returns 1 to 200 characters
 */
export function failureReason(error: unknown): string {
  const words = firstWords(fileErrorWords(error));
  if (/array buffer allocation|out of memory/i.test(words)) return 'there is not enough memory to decode it';
  // Errors of the language come from numbers in the file that nothing has checked.
  const isSlip = error instanceof TypeError || (error instanceof RangeError && !('code' in error));
  if (words === '' || isSlip || NO_WORDS.test(words)) return DAMAGED;
  if (
    /premature end|read error|end of GIF|not enough data|truncated|unexpected end|unexpected EOF/i.test(words)
  )
    return shortened(`cut short or damaged (${words}`, ')');
  return shortened(words, '');
}

/** The first line that says something, without what libvips puts around it. */
function firstWords(text: string): string {
  for (const line of text.split(/[\r\n]+/)) {
    const words = line
      .replace(/[^\P{C}\t]/gu, '')
      .replace(/^Input (?:buffer|file) (?:has|contains) /, '')
      .trim()
      // "corrupt header:" with nothing after it.
      .replace(/[\s:;,]+$/, '');
    if (words !== '') return words;
  }
  return '';
}

function shortened(words: string, end: string): string {
  const room = LONGEST_REASON - end.length;
  return (words.length <= room ? words : `${words.slice(0, room - 1)}…`) + end;
}
