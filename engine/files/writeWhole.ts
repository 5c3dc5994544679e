import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

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
  const temporary = join(folder, `.${basename(path)}.${randomBytes(4).toString('hex')}`);
  try {
    const handle = await open(temporary, 'w', mode);
    try {
      for (const part of parts) await handle.writeFile(part);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
