import { isDeepStrictEqual } from 'node:util';
import { isOpenSize, sizedJson, type ImageSize } from '../../protocol/imageSize.ts';
import type { ModelJson } from '../../protocol/model.ts';

/**
 * The size that a description asks for which is that of the model in use but for its size.
 * @param json in use
 * @returns null where the model's size is fixed, or where more differs
 * @throws EngineError 'bad-request' for a size that is too large
 */
export function sizeOnly(json: ModelJson, wanted: ModelJson): ImageSize | null {
  const { width, height, multipleOf } = wanted.image;
  if (!isOpenSize(json) || multipleOf !== json.image.multipleOf) return null;
  const size = { width, height };
  return isDeepStrictEqual(sizedJson(json, size), wanted) ? size : null;
}
