import { EngineError } from '../../protocol/EngineError.ts';
import { fileErrorWords } from '../files/fileErrorWords.ts';
import { readRegularFile } from '../files/readRegularFile.ts';
import type { Latents } from './Latents.ts';
import { readLatents } from './readLatents.ts';

const MAX_LATENTS_BYTES = 2 ** 31;

/** A file whose bytes are there, before it is known how long its z is to be. */
export interface LatentsFile {
  /**
   * @param latentSize D; null: whichever the file has
   * @param advice what to do where its z is of another size: a sentence
   * @throws EngineError 'bad-request' where it holds no such z
   */
  parse(latentSize: number | null, advice?: string): Promise<Latents>;
}

/**
 * A file of z that `encode` or another tool wrote.
 * @throws EngineError 'not-found' for one that cannot be read
 */
export async function readLatentsFile(path: string): Promise<LatentsFile> {
  const bytes = await readRegularFile(path, MAX_LATENTS_BYTES).catch((error: unknown) => {
    throw new EngineError('not-found', `"${path}" cannot be read: ${fileErrorWords(error)}.`);
  });
  return {
    parse: async (latentSize, advice = '') => {
      try {
        return await readLatents(bytes, path, latentSize);
      } catch (error) {
        const words = error instanceof Error ? error.message : String(error);
        throw new EngineError('bad-request', `"${path}": ${words}.${advice && ` ${advice}`}`);
      }
    },
  };
}
