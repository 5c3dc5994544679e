import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';
import { bundledFolder } from '../models/bundled.ts';

/** A path as the person typed it, relative to where they typed it: npm changes the folder and says so in INIT_CWD. */
export const typedPath = (path: string): string =>
  path === '' ? '' : resolve(process.env.INIT_CWD ?? process.cwd(), path);

/** A model's path, or a bundled model's name where there is no such path. */
export function typedModel(typed: string): string {
  const path = typedPath(typed);
  return !existsSync(path) && bundledFolder(typed) ? typed : path;
}

/** A name to write to: that of a folder, as it was typed or as it is there, ends in a slash. */
export function typedOutput(typed: string): string {
  const path = typedPath(typed);
  const isFolder = /[\\/]$/.test(typed) || statSync(path, { throwIfNoEntry: false })?.isDirectory();
  return isFolder ? `${path}/` : path;
}
