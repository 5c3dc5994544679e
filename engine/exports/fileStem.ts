import { basename } from 'node:path';

/** '-cat' for '/photos/cat.png': what tells a person which image it was, safe in a file name; '' for none. */
export function fileStem(path: string | undefined): string {
  if (!path) return '';
  const stem = basename(path.replaceAll('\\', '/')).replace(/\.[a-z0-9-]{1,8}(?=$|\[)/i, '');
  const safe = stem.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replaceAll(/^[-.]+|[-.]+$/g, '');
  return safe ? `-${safe.slice(0, 60)}` : '';
}
