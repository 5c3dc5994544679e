import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import process from 'node:process';

/** Makes a folder's new name durable. Windows has no such thing for folders and refuses to open them. */
export async function flushFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(dirname(path), 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
