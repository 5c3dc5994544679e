import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import * as v from 'valibot';
import { documentFileSchema, type DocumentFile } from '../../protocol/documentFile.ts';
import { EngineError } from '../../protocol/EngineError.ts';

/** More than a person makes by hand: a hundred thousand points of 32 dimensions. */
const MAX_BYTES = 256 * 1024 * 1024;

/** @throws EngineError 'not-found' where there is no such file, 'bad-request' where it is no .hourglass file */
export async function readDocumentFile(path: string): Promise<DocumentFile> {
  const name = basename(path);
  let value: unknown;
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES) {
      throw new EngineError(
        'bad-request',
        `"${name}" has ${Math.round(size / 1024 ** 2)} MB; a .hourglass file has at most ${MAX_BYTES / 1024 ** 2} MB.`,
      );
    }
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof EngineError) throw error;
    if (error instanceof SyntaxError)
      throw new EngineError('bad-request', `"${name}" is no .hourglass file: it is no JSON.`);
    const words = error instanceof Error ? error.message : String(error);
    throw new EngineError('not-found', `"${path}" cannot be read: ${words}.`);
  }
  const parsed = v.safeParse(documentFileSchema, value);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const where = v.getDotPath(issue);
  throw new EngineError(
    'bad-request',
    `"${name}" is no .hourglass file${where ? `: ${where}` : ''}: ${issue.message}. Save it again in Hourglass.`,
  );
}
