import * as v from 'valibot';
import { EngineError } from '../../protocol/EngineError.ts';
import { pathFileSchema, type PathFile } from '../../protocol/latentPath.ts';
import { issueWords } from '../files/issueWords.ts';
import { readJson } from '../files/jsonFile.ts';

/**
 * A path.json.
 * @throws EngineError 'not-found', 'bad-request' with what is wrong in it
 */
export async function readPathFile(path: string): Promise<PathFile> {
  const file = await readJson(path);
  if (file.state === 'absent') throw new EngineError('not-found', `There is no file "${path}".`);
  if (file.state !== 'read') throw new EngineError('bad-request', `"${path}": ${file.reason}.`);
  const parsed = v.safeParse(pathFileSchema, file.value, { abortEarly: true });
  if (parsed.success) return parsed.output;
  throw new EngineError(
    'bad-request',
    `"${path}" is no path as --path writes it: ${issueWords(parsed.issues[0])}.`,
  );
}
