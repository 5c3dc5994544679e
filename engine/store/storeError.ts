import { EngineError } from '../../protocol/EngineError.ts';

/** SQLite's primary result codes, https://sqlite.org/rescode.html. */
const BUSY = 5;
const READONLY = 8;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const CONSTRAINT_UNIQUE = 2067;
const NOTADB = 26;

/** node:sqlite's errors carry SQLite's extended result code, whose low byte is the primary one. */
function resultCode(error: unknown): number | null {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode
    : null;
}

const isPrimary = (error: unknown, code: number) => ((resultCode(error) ?? 0) & 0xff) === code;

export const isBusy = (error: unknown): boolean => isPrimary(error, BUSY);

/** Whether a row is there already that the one to be written would be equal to. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof Error && resultCode(error.cause ?? error) === CONSTRAINT_UNIQUE;
}

/** What SQLite throws, in words for the person; anything else as it is. */
export function storeError(error: unknown, path: string): unknown {
  const code = resultCode(error);
  if (code === null || !(error instanceof Error)) return error;
  const fail = (kind: 'bad-collection' | 'in-use' | 'not-found' | 'internal', words: string) =>
    Object.assign(new EngineError(kind, `${path} ${words}`, { sqlite: error.message }), { cause: error });
  switch (code & 0xff) {
    case BUSY:
      return fail('in-use', 'is being written to by another process; try again in a moment.');
    case CORRUPT:
    case NOTADB:
      return fail('bad-collection', `is damaged (${error.message}); its images must be encoded again.`);
    case FULL:
      return fail('internal', 'could not be written: the disk is full. Make room and try again.');
    case READONLY:
      return fail('internal', 'cannot be written: the file or its folder is read-only.');
    case CANTOPEN:
      return fail('not-found', 'cannot be opened: it is missing, or its folder may not be written to.');
    default:
      return fail('internal', `could not be used (${error.message}).`);
  }
}
