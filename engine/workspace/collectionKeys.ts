import { createHash } from 'node:crypto';
import type { EngineState } from '../../protocol/calls.ts';
import type { ModelInfo } from '../../protocol/model.ts';
import type { CollectionIdentity } from './CollectionShelf.ts';

/** Collections of the same key hold the same latents. */
export function modelKey({ hash, json }: ModelInfo): string {
  const used = [hash, json.encoder ?? null, json.image, json.latent.shape];
  return createHash('sha256').update(JSON.stringify(used)).digest('hex');
}

/** The same images through the same model in the same way have the same key, at every opening: 32 hexadecimal digits. */
export function collectionIdentity(
  paths: readonly string[],
  info: ModelInfo,
  { fit, background }: EngineState['settings'],
): CollectionIdentity {
  const parts = [[...paths], modelKey(info), fit, background];
  const key = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
  return { key, paths, modelKey: modelKey(info), fit, background };
}
