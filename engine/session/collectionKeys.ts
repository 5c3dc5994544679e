import { createHash, randomBytes } from 'node:crypto';
import type { EngineState } from '../../protocol/calls.ts';
import type { ModelInfo } from '../../protocol/model.ts';
import { collectionId } from '../collections/collectionId.ts';

/** Collections of the same key hold the same latents. */
export function modelKey({ hash, json }: ModelInfo): string {
  const used = [hash, json.encoder ?? null, json.image, json.latent.shape];
  return createHash('sha256').update(JSON.stringify(used)).digest('hex');
}

/** The same images through the same model in the same way have the same key, at every opening. */
export function collectionKey(
  paths: readonly string[],
  info: ModelInfo,
  { fit, background }: EngineState['settings'],
): string {
  return collectionId({ paths, modelHash: modelKey(info), fit, background });
}

/** Unlike any before: a page that knows rows of an earlier encoding of the same images must not take them for these. */
export const newCollectionId = (key: string): string => `${key}-${randomBytes(4).toString('hex')}`;
