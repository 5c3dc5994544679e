import { fileErrorWords, isMissing } from './fileErrorWords.ts';
import { readRegularFile } from './readRegularFile.ts';
import { writeOwnerOnly } from './writeWhole.ts';

/** More than the engine writes into any JSON file. */
export const MAX_JSON_BYTES = 256 * 1024 ** 2;

/** What there is where a JSON file may be; the reason is the end of a sentence. */
export type JsonFile =
  | { state: 'absent' }
  | { state: 'read'; value: unknown }
  /** Its bytes are no JSON. */
  | { state: 'damaged'; reason: string }
  /** The system does not give its bytes, or it is no file, or larger than the engine writes. */
  | { state: 'unreadable'; reason: string };

/** Reads a JSON file, with or without the byte order mark that some editors put first. Never throws. */
export async function readJson(path: string): Promise<JsonFile> {
  let text: string;
  try {
    text = (await readRegularFile(path, MAX_JSON_BYTES)).toString();
  } catch (error) {
    return isMissing(error) ? { state: 'absent' } : { state: 'unreadable', reason: fileErrorWords(error) };
  }
  try {
    return { state: 'read', value: JSON.parse(text.replace(/^\uFEFF/, '')) };
  } catch {
    return {
      state: 'damaged',
      reason: text.trim() === '' ? 'it is empty' : 'it is no JSON, or was cut short',
    };
  }
}

/** The value in a JSON file, or null when there is no file or no JSON in it: for what can be made anew. */
export async function readJsonFile(path: string): Promise<unknown> {
  const file = await readJson(path);
  return file.state === 'read' ? file.value : null;
}

/** Writes a JSON file of the application's own, whole or not at all; its folder is made where it is missing. */
export function writeJsonFile(path: string, value: unknown): Promise<void> {
  return writeOwnerOnly(path, jsonText(value));
}

/** A value as a file holds it. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
