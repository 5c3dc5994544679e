import { lstat, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { fileErrorWords, isMissing } from './fileErrorWords.ts';

/** Beyond this many of one file the oldest go: a file that is damaged at every start must not fill the disk. */
const MOST_KEPT = 20;

/**
 * Gives a file, or whatever is in its place, another name beside it: 'session.damaged-2026-11-27T00-53-20-118Z.json'. Never
 * takes the name of another.
 * @param why the word in the new name
 * @returns where it is now
 * @throws the system's error where the folder does not allow it
 */
export async function putAside(path: string, why: 'damaged' | 'before' = 'damaged'): Promise<string> {
  const extension = extname(path);
  const stem = `${path.slice(0, path.length - extension.length)}.${why}-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  let aside = `${stem}${extension}`;
  for (let number = 2; await isThere(aside); number++) aside = `${stem}-${number}${extension}`;
  await rename(path, aside);
  const kept = await putAsideBefore(path, why);
  for (const old of kept.slice(0, Math.max(0, kept.length - MOST_KEPT))) {
    await rm(old, { recursive: true, force: true });
  }
  return aside;
}

/** Puts a damaged file aside, where that is allowed. @returns what became of it, as a part of a sentence */
export async function putAsideInWords(path: string): Promise<string> {
  try {
    return `the file is kept as "${await putAside(path)}"`;
  } catch (error) {
    return `the file could not be kept under another name (${fileErrorWords(error)})`;
  }
}

/** What was put aside of a file and is still there, by name: the oldest first. */
export async function putAsideBefore(path: string, why: 'damaged' | 'before' = 'damaged'): Promise<string[]> {
  const folder = dirname(path);
  const stem = `${basename(path, extname(path))}.${why}-`;
  const names = await readdir(folder).catch((): string[] => []);
  return names
    .filter((name) => name.startsWith(stem))
    .toSorted()
    .map((name) => join(folder, name));
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
