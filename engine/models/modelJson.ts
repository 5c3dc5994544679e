import { join } from 'node:path';
import { EngineError } from '../../protocol/EngineError.ts';
import { parseModelJson, type ModelJson } from '../../protocol/model.ts';
import { exists } from '../files/freeFolder.ts';
import { fileErrorWords } from '../files/fileErrorWords.ts';
import { jsonText } from '../files/jsonFile.ts';
import { readRegularFile } from '../files/readRegularFile.ts';
import { writeWhole } from '../files/writeWhole.ts';

export const MODEL_JSON = 'model.json';
/** A description is a few kilobytes; what is larger is something else. */
const MAX_JSON_BYTES = 2 ** 20;

/**
 * What the description of a single file ends in, where the folder's model.json is another model's: 'faces.model.json'
 * beside faces.onnx.
 */
export const OWN_MODEL_JSON = `.${MODEL_JSON}`;

/** The folder's model.json, or null when there is none. @param name of another description in it */
export async function readModelJson(folder: string, name = MODEL_JSON): Promise<ModelJson | null> {
  const path = join(folder, name);
  let content: string;
  try {
    content = (await readRegularFile(path, MAX_JSON_BYTES)).toString('utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new EngineError(
      'bad-model',
      `"${path}" cannot be read: ${fileErrorWords(error)}. Put a ${MODEL_JSON} in its place, or move it away.`,
    );
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

/**
 * Writes model.json into the folder, whole or not at all, and never in place of a file that is there, unless a person asked for
 * that one to be changed. Resolves to its path.
 * @param name of another description
 * @throws EngineError 'bad-request' where there is one
 */
export async function writeModelJson(
  folder: string,
  json: ModelJson,
  name = MODEL_JSON,
  isChanged = false,
): Promise<string> {
  const path = join(folder, name);
  parseModelJson(json, path);
  if (!isChanged && (await exists(path))) {
    throw new EngineError(
      'bad-request',
      `"${path}" is there already and is not overwritten; move it away, or edit that file.`,
    );
  }
  await writeWhole(path, jsonText(json));
  return path;
}
