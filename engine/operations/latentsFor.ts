import { isOpenSize, sizeWords } from '../../protocol/imageSize.ts';
import type { ModelInfo } from '../../protocol/model.ts';
import type { Latents } from '../exports/Latents.ts';
import type { LatentsFile } from '../exports/readLatentsFile.ts';

/** z of a file, for a model. @throws EngineError 'bad-request' where it holds something else */
export function latentsFor(file: LatentsFile, { name, json, latentSize }: ModelInfo): Promise<Latents> {
  const advice = isOpenSize(json)
    ? `At ${sizeWords(json.image)} pixels one z of "${name}" has ${latentSize} values; give the size that the images were encoded at (--size WxH).`
    : '';
  return file.parse(latentSize, advice);
}
