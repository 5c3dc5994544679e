import { closeSync, constants, fstatSync, openSync, type Stats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

// Without O_NONBLOCK the opening of a pipe waits for someone to write into it, for ever. Windows has no such flag, and no
// pipes in folders.
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/**
 * Opens a regular file for reading, and nothing else: what a pipe, a device or a socket gives has no end, or never comes.
 * The caller closes the handle.
 * @throws Error in words ("a pipe, not a file"), or the system's error, for fileErrorWords
 */
export async function openRegularFile(path: string): Promise<{ handle: FileHandle; stats: Stats }> {
  const handle = await open(path, FLAGS);
  try {
    const stats = await handle.stat();
    requireRegular(stats);
    return { handle, stats };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The same on this thread. The caller closes the descriptor. */
export function openRegularFileSync(path: string): { file: number; stats: Stats } {
  const file = openSync(path, FLAGS);
  try {
    const stats = fstatSync(file);
    requireRegular(stats);
    return { file, stats };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** What there is at a path that is no regular file, in words ("a pipe, not a file"); null for a regular file. */
export function otherThanFile(stats: Stats): string | null {
  if (stats.isFile()) return null;
  if (stats.isDirectory()) return 'a folder, not a file';
  if (stats.isFIFO()) return 'a pipe, not a file';
  if (stats.isSocket()) return 'a socket, not a file';
  return 'a device, not a file';
}

function requireRegular(stats: Stats): void {
  const other = otherThanFile(stats);
  if (other !== null) throw new Error(other);
}
