import { open } from 'node:fs/promises';

/**
 * Writes a new file and waits until it is on the disk.
 * @param parts what the file holds, one after the other
 * @throws the system's error; EEXIST where the name is taken
 */
export async function writeFlushed(
  path: string,
  parts: readonly (Uint8Array | string)[],
  mode = 0o666,
): Promise<void> {
  const handle = await open(path, 'wx', mode);
  try {
    for (const part of parts) await handle.writeFile(part);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
