import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import { EngineError } from '../../protocol/EngineError.ts';
import { clipped, onOneLine } from '../../protocol/clipped.ts';

/** SQLite's primary result codes, https://sqlite.org/rescode.html. */
const ERROR = 1;
const BUSY = 5;
const READONLY = 8;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const SCHEMA = 17;
const CONSTRAINT = 19;
const FORMAT = 24;
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

/** No number that is written here is beyond those that JavaScript holds exactly, which is what node:sqlite refuses to read. */
const isUnreadableNumber = (error: unknown) =>
  error instanceof RangeError && 'code' in error && error.code === 'ERR_OUT_OF_RANGE';

/** A store that holds what no store of ours does. @param words what about it */
export function damagedStore(path: string, words: string): EngineError {
  // The names of SQLite's own tables tell a person nothing, nor does one that is lost.
  const plain = clipped(onOneLine(words).replace(/ \((?:sqlite_[^)]*|\W*)\)/g, ''), 200);
  return new EngineError(
    'bad-collection',
    clipped(`${path} is damaged (${plain}); its images must be encoded again.`),
    {
      sqlite: plain,
    },
  );
}

/**
 * What SQLite throws, in words for the person; anything else as it is.
 * @param access how the database was opened: one that is only read takes nothing, whatever its file says
 */
export function storeError(error: unknown, path: string, access: 'read' | 'write' = 'write'): unknown {
  if (isUnreadableNumber(error))
    return Object.assign(damagedStore(path, 'a number too large'), { cause: error });
  const code = resultCode(error);
  if (code === null || !(error instanceof Error)) return error;
  const sqlite = clipped(onOneLine(error.message), 200);
  const fail = (kind: 'in-use' | 'not-found' | 'internal', words: string) =>
    Object.assign(new EngineError(kind, clipped(`${path} ${words}`), { sqlite }), { cause: error });
  const damaged = () => Object.assign(damagedStore(path, error.message), { cause: error });
  switch (code & 0xff) {
    case BUSY:
      return fail('in-use', 'is being written to by another process; try again in a moment.');
    case ERROR:
      // Every statement is ours: where a table or a column is not known, the file has another schema than it was given.
      return /transaction/.test(sqlite) ? fail('internal', `could not be used (${sqlite}).`) : damaged();
    // What is written keeps to every constraint, so what is there does not.
    case CONSTRAINT:
    case CORRUPT:
    case SCHEMA:
    case FORMAT:
    case NOTADB:
      return damaged();
    case FULL:
      return fail('internal', 'could not be written: the disk is full. Make room and try again.');
    case READONLY:
      // Its first bytes say who may write it, too.
      if (access === 'write' && code === READONLY && mayWrite(path) && mayWrite(dirname(path)))
        return damaged();
      return fail('internal', 'cannot be written: the file or its folder is read-only.');
    case CANTOPEN:
      return fail('not-found', 'cannot be opened: it is missing, or its folder may not be written to.');
    default:
      return fail('internal', `could not be used (${sqlite}).`);
  }
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
