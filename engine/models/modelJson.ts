import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError } from '../../protocol/EngineError.ts';
import { parseModelJson, type ModelJson } from '../../protocol/model.ts';
import { writeJsonFile } from '../files/jsonFile.ts';

export const MODEL_JSON = 'model.json';

/** The folder's model.json, or null when there is none. */
export async function readModelJson(folder: string): Promise<ModelJson | null> {
  const path = join(folder, MODEL_JSON);
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  let document: unknown;
  try {
    document = JSON.parse(content);
  } catch (error) {
    throw new EngineError(
      'bad-model',
      `"${path}" is no JSON: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
  return parseModelJson(document, path);
}

/** Writes model.json into the folder, whole or not at all. Resolves to its path. */
export async function writeModelJson(folder: string, json: ModelJson): Promise<string> {
  const path = join(folder, MODEL_JSON);
  parseModelJson(json, path);
  await writeJsonFile(path, json);
  return path;
}
