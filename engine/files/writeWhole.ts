import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { temporaryName } from './temporaryName.ts';
import { writeFlushed } from './writeFlushed.ts';

/**
 * Writes a file whole or not at all, making its folder where it is missing.
 * @param parts what the file holds, one after the other
 */
export function writeWhole(path: string, ...parts: readonly (Uint8Array | string)[]): Promise<void> {
  return write(path, 0o666, parts);
}

/** The same, for the owner alone to read: what the application keeps for itself. */
export function writeOwnerOnly(path: string, ...parts: readonly (Uint8Array | string)[]): Promise<void> {
  return write(path, 0o600, parts);
}

async function write(path: string, mode: number, parts: readonly (Uint8Array | string)[]): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, temporaryName(basename(path)));
  try {
    await writeFlushed(temporary, parts, mode);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
