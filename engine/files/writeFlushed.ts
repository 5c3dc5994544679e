import { open } from 'node:fs/promises';

/** What a file holds, one part after the other. */
export type FileParts = Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>;

/**
 * Writes a new file and waits until it is on the disk.
 * @throws the system's error; EEXIST where the name is taken
 */
export async function writeFlushed(path: string, parts: FileParts, mode = 0o666): Promise<void> {
  const handle = await open(path, 'wx', mode);
  try {
    for await (const part of parts) await handle.writeFile(part);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
