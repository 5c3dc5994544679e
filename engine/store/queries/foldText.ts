const ASCII = /^[\0-\x7f]*$/;

/** A text for comparing: lower case, and without accents, however they are composed. */
export function foldText(text: string): string {
  const lower = text.toLowerCase();
  return ASCII.test(lower) ? lower : lower.normalize('NFKD').replace(/\p{M}+/gu, '');
}
