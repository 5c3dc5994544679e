import { mkdirSync } from 'node:fs';
import { app } from 'electron';

/**
 * With a data folder of its own the shell keeps its things there too (window, last folder, Chromium's profile), and above
 * all its lock: two data folders are two applications, which do not answer for each other. Before the lock is asked for.
 * @param folder null: where Electron keeps them
 */
export function setupOwnFolder(folder: string | null): void {
  if (folder === null) return;
  try {
    mkdirSync(folder, { recursive: true });
    app.setPath('userData', folder);
  } catch {
    // The engine cannot use such a data folder either, and says why.
  }
}
