import { EngineError } from '../../protocol/EngineError.ts';
import { fileErrorWords } from '../files/fileErrorWords.ts';
import { readRegularFile } from '../files/readRegularFile.ts';
import type { Latents } from './Latents.ts';
import { readLatents } from './readLatents.ts';

const MAX_LATENTS_BYTES = 2 ** 31;

/**
 * z from a file that `encode` or another tool wrote.
 * @param latentSize D, where it is known
 * @param advice what to do where its z is of another size: a sentence
 * @throws EngineError 'not-found' for a file that cannot be read, 'bad-request' for one that holds no such z
 */
export async function readLatentsFile(
  path: string,
  latentSize: number | null,
  advice = '',
): Promise<Latents> {
  let bytes: Uint8Array;
  try {
    bytes = await readRegularFile(path, MAX_LATENTS_BYTES);
  } catch (error) {
    throw new EngineError('not-found', `"${path}" cannot be read: ${fileErrorWords(error)}.`);
  }
  try {
    return await readLatents(bytes, path, latentSize);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new EngineError('bad-request', `"${path}": ${words}.${advice && ` ${advice}`}`);
  }
}
