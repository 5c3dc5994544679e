import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { temporaryName } from './temporaryName.ts';

/**
 * Makes a folder whole or not at all: it is filled under a hidden name beside its place, which nothing has yet.
 * @param fill writes into the folder that it is given
 */
export async function wholeFolder<T>(path: string, fill: (folder: string) => Promise<T>): Promise<T> {
  const temporary = join(dirname(path), temporaryName(basename(path)));
  await mkdir(temporary, { recursive: true });
  try {
    const filled = await fill(temporary);
    await rename(temporary, path);
    return filled;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true, maxRetries: 3 });
    throw error;
  }
}
