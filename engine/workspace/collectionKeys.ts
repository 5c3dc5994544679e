import { createHash } from 'node:crypto';
import type { EngineState } from '../../protocol/calls.ts';
import type { ModelInfo } from '../../protocol/model.ts';

/** Collections of the same key hold the same latents. */
export function modelKey({ hash, json }: ModelInfo): string {
  const used = [hash, json.encoder ?? null, json.image, json.latent.shape];
  return createHash('sha256').update(JSON.stringify(used)).digest('hex');
}

/** The same images through the same model in the same way have the same key, at every opening: 32 hexadecimal digits. */
export function collectionKey(
  paths: readonly string[],
  info: ModelInfo,
  { fit, background }: EngineState['settings'],
): string {
  const parts = [[...paths], modelKey(info), fit, background];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
