import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

const SMALL_BYTES = 64 * 1024;
/** A disk that takes longer than this for a small file is far away. */
const SLOW_MS = 1;
let usualMs = 0;

/**
 * Reads a whole file. Small files from a near disk are read on this thread, in a fifth of the time that the hops through
 * the thread pool take; once such reads turn out slow (a network drive), all go through the pool, several at a time.
 */
export function readFileBytes(path: string, sizeBytes: number): Promise<Buffer> | Buffer {
  if (sizeBytes > SMALL_BYTES || usualMs > SLOW_MS) return readFile(path);
  const startedMs = performance.now();
  const bytes = readFileSync(path);
  usualMs = usualMs * 0.9 + (performance.now() - startedMs) * 0.1;
  return bytes;
}
