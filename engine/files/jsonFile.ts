import { readFile } from 'node:fs/promises';
import { writeWhole } from './writeWhole.ts';

/** The value in a JSON file, or null when there is no file or no JSON in it. */
export async function readJsonFile(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch {
    return null;
  }
}

/** Writes a JSON file, whole or not at all; its folder is made where it is missing. */
export function writeJsonFile(path: string, value: unknown): Promise<void> {
  return writeWhole(path, `${JSON.stringify(value, null, 2)}\n`);
}
