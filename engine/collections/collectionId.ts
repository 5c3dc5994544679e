import { createHash } from 'node:crypto';
import type { ImageFit } from '../../protocol/model.ts';

/** The same images through the same model in the same way have the same id: 32 hexadecimal digits. */
export function collectionId(key: {
  paths: readonly string[];
  /** ModelInfo.hash */
  modelHash: string;
  fit: ImageFit;
  background: string;
}): string {
  const parts = [[...key.paths], key.modelHash, key.fit, key.background];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
