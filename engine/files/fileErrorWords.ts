import { getSystemErrorMessage } from 'node:util';

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'not found: it was moved or deleted, or is a link to something that is gone',
  ENOTDIR: 'not found: part of its path is a file, not a folder',
  EACCES: 'you may not read it: no permission',
  EPERM: 'you may not read it: no permission',
  EIO: 'the disk could not read it; it may be damaged',
  EISDIR: 'a folder, not a file',
  ELOOP: 'a link that leads to itself',
  ENAMETOOLONG: 'its path is longer than the system takes',
  EBUSY: 'in use by another program',
  ETXTBSY: 'in use by another program',
  EMFILE: 'too many files are open at once; close some programs and try again',
  ENFILE: 'too many files are open at once; close some programs and try again',
  ENXIO: 'a socket or a device, not a file',
  EOPNOTSUPP: 'a socket or a device, not a file',
  ENODEV: 'its device is gone',
  ESTALE: 'its network drive no longer knows it; connect the drive again',
  ETIMEDOUT: 'its drive did not answer in time',
  EHOSTDOWN: 'its network drive cannot be reached',
  EHOSTUNREACH: 'its network drive cannot be reached',
  ENOTCONN: 'its network drive is not connected',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk space that you may use is full',
  EROFS: 'the disk can only be read, not written',
  EFBIG: 'larger than the disk takes',
  ENOMEM: 'there is not enough memory',
  ERR_INVALID_ARG_VALUE: 'its path holds a character that no path can hold',
};

/**
 * What a failed file operation came to, as a sentence fragment for the person ("you may not read it: no permission"), for
 * any thrown value: an error of the system says what its code means, any other its own message.
 */
export function fileErrorWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = errorCode(error);
  const words = code === null ? undefined : WORDS[code];
  if (words !== undefined) return words;
  // zlib counts its errors by itself, in numbers that are the system's too.
  if ('errno' in error && typeof error.errno === 'number' && !code?.startsWith('Z_')) {
    // Of any other code the system's own words; libuv lacks some ("Unknown system error -123").
    return `the system could not read it: ${getSystemErrorMessage(error.errno) ?? code ?? 'no reason given'}`;
  }
  return error.message;
}

/** The code of a system's error ('ENOENT'), null of any other thrown value. */
export function errorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

export const isMissing = (error: unknown): boolean => errorCode(error) === 'ENOENT';

const NO_PERMISSION = new Set(['EACCES', 'EPERM']);

/** The same of a file that could not be written. */
export const writeErrorWords = (error: unknown): string =>
  NO_PERMISSION.has(errorCode(error) ?? '')
    ? 'you may not write there: no permission'
    : fileErrorWords(error).replace('the system could not read it', 'the system could not write it');
