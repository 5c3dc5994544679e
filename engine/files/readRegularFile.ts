import { closeSync, readSync } from 'node:fs';
import { bytesWords } from '../../protocol/words.ts';
import { openRegularFile, openRegularFileSync } from './openRegularFile.ts';

/** Node reads less than 2 GB at once. */
const MAX_READ_BYTES = 2 ** 30;

/**
 * Reads a whole regular file. One that grows meanwhile is read as far as it went when it was opened.
 * @param maxBytes a larger file is refused before memory is asked for
 * @throws Error in words ("a pipe, not a file"; "has 3 GB; at most 1 GB are read"), or the system's error, for fileErrorWords
 */
export async function readRegularFile(path: string, maxBytes: number): Promise<Buffer> {
  const { handle, stats } = await openRegularFile(path);
  try {
    requireSize(stats.size, maxBytes);
    const bytes = Buffer.allocUnsafeSlow(stats.size);
    let filled = 0;
    while (filled < bytes.length) {
      const length = Math.min(MAX_READ_BYTES, bytes.length - filled);
      const { bytesRead } = await handle.read(bytes, filled, length, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  } finally {
    await handle.close();
  }
}

/** The same on this thread. */
export function readRegularFileSync(path: string, maxBytes: number): Buffer {
  const { file, stats } = openRegularFileSync(path);
  try {
    requireSize(stats.size, maxBytes);
    const bytes = Buffer.allocUnsafeSlow(stats.size);
    return bytes.subarray(0, fillFrom(file, bytes, 0));
  } finally {
    closeSync(file);
  }
}

/**
 * Fills bytes from a place in an open file.
 * @returns how many there were: fewer than asked for at the file's end
 */
export function fillFrom(file: number, bytes: Uint8Array, offset: number): number {
  let filled = 0;
  while (filled < bytes.length) {
    const length = Math.min(MAX_READ_BYTES, bytes.length - filled);
    const count = readSync(file, bytes, filled, length, offset + filled);
    if (count === 0) break;
    filled += count;
  }
  return filled;
}

/** @throws Error in words for a file larger than is read */
export function requireSize(sizeBytes: number, maxBytes: number): void {
  if (sizeBytes > maxBytes)
    throw new Error(`has ${bytesWords(sizeBytes)}; at most ${bytesWords(maxBytes)} are read`);
}
