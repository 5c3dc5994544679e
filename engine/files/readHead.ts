import { closeSync } from 'node:fs';
import { openRegularFileSync } from './openRegularFile.ts';
import { fillFrom } from './readRegularFile.ts';

/**
 * The first bytes of a regular file, fewer where it is shorter. Synchronously: three hops through the thread pool would
 * cost ten times the read itself.
 * @throws Error in words, or the system's error, for fileErrorWords
 */
export function readHead(path: string, bytes: number): Uint8Array {
  const { file } = openRegularFileSync(path);
  try {
    const head = new Uint8Array(bytes);
    return head.subarray(0, fillFrom(file, head, 0));
  } finally {
    closeSync(file);
  }
}
