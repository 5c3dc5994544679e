/** Where what is taken away goes to. */
import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { EngineError } from '../../protocol/EngineError.ts';
import type { StorePlace } from '../../protocol/operations/storeFields.ts';
import { isMissing, writeErrorWords } from '../files/fileErrorWords.ts';

/**
 * Image folders are only ever read: what is taken away goes elsewhere.
 * @throws EngineError 'bad-request' for a folder that is, or lies in, one that is open
 */
export async function checkPlace(folder: string, { paths }: Pick<StorePlace, 'paths'>): Promise<void> {
  if (!isAbsolute(folder)) {
    throw new EngineError(
      'bad-request',
      `"${folder}" is no whole path; expected one from the root, as a folder browser gives it.`,
    );
  }
  const place = await realPlace(folder);
  for (const opened of paths) {
    if (!isWithin(place, await realPlace(opened))) continue;
    throw new EngineError(
      'bad-request',
      `"${folder}" is in "${opened}", which is open, and image folders are only ever read: what is written there would be among the images the next time. Choose a folder outside it.`,
    );
  }
}

/** A path without links, of which the end may not be there yet. */
async function realPlace(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const parent = dirname(path);
    if (!isMissing(error) || parent === path) return resolve(path);
    return resolve(await realPlace(parent), relative(parent, path));
  }
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way)) || /^\.\.[^/\\]/.test(way);
}

/** What writing came to, in words for the person. */
export function notWritten(out: string, error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  return new EngineError(
    'job-failed',
    `"${out}" could not be written: ${writeErrorWords(error)}. Nothing is left of it.`,
  );
}
