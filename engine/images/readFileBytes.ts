import { readRegularFile, readRegularFileSync } from '../files/readRegularFile.ts';

/** A larger image is not read. */
export const MAX_IMAGE_FILE_BYTES = 1024 ** 3;
const SMALL_BYTES = 64 * 1024;
/** A disk that takes longer than this for a small file is far away. */
const SLOW_MS = 1;
let usualMs = 0;

/**
 * Reads an image's file whole. Small files from a near disk are read on this thread, in a fifth of the time that the hops
 * through the thread pool take; once such reads turn out slow (a network drive), all go through the pool, several at a time.
 * @throws Error in words, or the system's error, for fileErrorWords
 */
export function readFileBytes(path: string, sizeBytes: number): Promise<Buffer> | Buffer {
  if (sizeBytes > SMALL_BYTES || usualMs > SLOW_MS) return readRegularFile(path, MAX_IMAGE_FILE_BYTES);
  const startedMs = performance.now();
  const bytes = readRegularFileSync(path, MAX_IMAGE_FILE_BYTES);
  usualMs = usualMs * 0.9 + (performance.now() - startedMs) * 0.1;
  return bytes;
}
