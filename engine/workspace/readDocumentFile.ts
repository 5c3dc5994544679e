import { basename } from 'node:path';
import * as v from 'valibot';
import { documentFileSchema, type DocumentFile } from '../../protocol/documentFile.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { fileErrorWords } from '../files/fileErrorWords.ts';
import { issueWords } from '../files/issueWords.ts';
import { readRegularFile } from '../files/readRegularFile.ts';

/** More than a person makes by hand: a hundred thousand points of 32 dimensions. */
const MAX_BYTES = 256 * 1024 * 1024;

/** @throws EngineError 'not-found' where there is no such file, 'bad-request' where it is no .hourglass file */
export async function readDocumentFile(path: string): Promise<DocumentFile> {
  const name = basename(path);
  let value: unknown;
  try {
    value = JSON.parse((await readRegularFile(path, MAX_BYTES)).toString());
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new EngineError(
        'bad-request',
        `"${name}" is no .hourglass file: it is no JSON; expected one that Hourglass saved.`,
      );
    throw new EngineError('not-found', `"${path}" cannot be read: ${fileErrorWords(error)}.`);
  }
  const parsed = v.safeParse(documentFileSchema, value);
  if (parsed.success) return parsed.output;
  throw new EngineError(
    'bad-request',
    `"${name}" is no .hourglass file: ${issueWords(parsed.issues[0])}. Save it again in Hourglass.`,
  );
}
