import { chmodSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/**
 * Makes an application's own folder where it is missing, and it and what lies in it the owner's alone, also where an earlier
 * version left it open to others. What is deeper lies behind a closed door. Windows has no such modes: there a person's
 * folders are theirs.
 * @throws the system's error where the folder cannot be made
 */
export function makeOwnerOnly(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
  if (process.platform === 'win32') return;
  tighten(folder);
  for (const name of readdirSync(folder)) tighten(join(folder, name));
}

function tighten(path: string): void {
  try {
    const stats = lstatSync(path);
    const wanted = stats.isDirectory() ? FOLDER_MODE : FILE_MODE;
    const isOpen = (stats.mode & 0o077) !== 0;
    // What a link leads to is not the application's own.
    if (isOpen && (stats.isDirectory() || stats.isFile())) chmodSync(path, wanted);
  } catch {
    // Another user's, on a drive without modes, or gone since: nothing that keeps the application from starting.
  }
}
