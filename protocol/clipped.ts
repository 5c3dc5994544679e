/** Names in a file may be megabytes long; a person reads no more than this of an error. */
export const MAX_CHARACTERS = 400;
const TAIL_CHARACTERS = 150;

/** Head and tail of a text: which file it is about comes first, what to do comes last. */
export function clipped(text: string, most = MAX_CHARACTERS): string {
  if (text.length <= most) return text;
  const tail = Math.min(TAIL_CHARACTERS, Math.floor(most / 3));
  return `${text.slice(0, most - tail - 3)} … ${text.slice(-tail)}`;
}

/** A text out of a file, for one line: line breaks and runs of spaces are one space, control characters '\x07'. */
export function onOneLine(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/\p{C}/gu, (character) => `\\x${character.codePointAt(0)!.toString(16).padStart(2, '0')}`);
}
