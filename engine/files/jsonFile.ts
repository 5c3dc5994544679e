import { readRegularFile } from './readRegularFile.ts';
import { writeWhole } from './writeWhole.ts';

/** More than the engine writes into any JSON file. */
export const MAX_JSON_BYTES = 256 * 1024 ** 2;

/** The value in a JSON file, or null when there is no file or no JSON in it. */
export async function readJsonFile(path: string): Promise<unknown> {
  try {
    return JSON.parse((await readRegularFile(path, MAX_JSON_BYTES)).toString()) as unknown;
  } catch {
    return null;
  }
}

/** Writes a JSON file, whole or not at all; its folder is made where it is missing. */
export function writeJsonFile(path: string, value: unknown): Promise<void> {
  return writeWhole(path, `${JSON.stringify(value, null, 2)}\n`);
}
