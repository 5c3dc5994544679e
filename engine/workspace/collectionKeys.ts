import { createHash } from 'node:crypto';
import { imageLooks, type ChosenLooks } from '../../protocol/imageLooks.ts';
import type { ModelInfo } from '../../protocol/model.ts';
import { ownMse } from '../analysis/unlikeRemark.ts';
import type { CollectionIdentity } from './CollectionShelf.ts';

/** Collections of the same key hold the same latents. */
export function modelKey({ hash, json }: ModelInfo): string {
  const used = [hash, json.encoder ?? null, json.image, json.latent.shape];
  return createHash('sha256').update(JSON.stringify(used)).digest('hex');
}

/** Models of the same key draw alike and state the same error of their own images; null without a decoder. */
export function decoderKey({ hash, json, hasDecoder }: ModelInfo): string | null {
  if (!hasDecoder) return null;
  const used = [hash, json.decoder ?? null, json.image, ownMse(json)];
  return createHash('sha256').update(JSON.stringify(used)).digest('hex');
}

/** The same images through the same model in the same way have the same key, at every opening: 32 hexadecimal digits. */
export function collectionIdentity(
  paths: readonly string[],
  info: ModelInfo,
  chosen: ChosenLooks,
): CollectionIdentity {
  const { fit, background } = imageLooks(info.json, chosen);
  const parts = [[...paths], modelKey(info), fit, background];
  const key = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
  return { key, paths, modelKey: modelKey(info), fit, background };
}
