import { existsSync } from 'node:fs';
import { FolderLock } from './FolderLock.ts';
import { storePath } from './storeFiles.ts';

/** Whether a process adds rows to the collection in a folder now. */
export function isBeingWritten(folder: string): boolean {
  const path = storePath(folder, 'lock');
  return existsSync(path) && FolderLock.isHeld(path);
}
