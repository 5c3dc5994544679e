import { EngineError } from '../../protocol/EngineError.ts';
import { isOpenSize, sizeWords } from '../../protocol/imageSize.ts';
import type { ModelInfo } from '../../protocol/model.ts';
import type { Latents } from '../exports/Latents.ts';
import { readLatents } from '../exports/readLatents.ts';
import { fileErrorWords } from '../files/fileErrorWords.ts';
import { readRegularFile } from '../files/readRegularFile.ts';

const MAX_LATENTS_BYTES = 2 ** 31;

/** The bytes of a file of latents. @throws EngineError 'not-found' where it cannot be read */
export async function readLatentsFile(path: string): Promise<Uint8Array> {
  try {
    return await readRegularFile(path, MAX_LATENTS_BYTES);
  } catch (error) {
    throw new EngineError('not-found', `"${path}" cannot be read: ${fileErrorWords(error)}.`);
  }
}

/** z from such bytes, for a model. @throws EngineError 'bad-request' where they hold something else */
export async function parseLatents(
  bytes: Uint8Array,
  path: string,
  { name, json, latentSize }: ModelInfo,
): Promise<Latents> {
  try {
    return await readLatents(bytes, path, latentSize);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    const advice = isOpenSize(json)
      ? ` At ${sizeWords(json.image)} pixels one z of "${name}" has ${latentSize} values; give the size that the images were encoded at (--size WxH).`
      : '';
    throw new EngineError('bad-request', `"${path}": ${words}.${advice}`);
  }
}
