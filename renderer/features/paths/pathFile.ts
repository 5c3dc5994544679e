import { framesOfPath, type LatentPath, type PathFile } from '../../../protocol/latentPath.ts';
import type { ModelInfo } from '../../../protocol/model.ts';

/** What a path.json holds: the path, the model it is of, and how long a film of it is. */
export function pathFile(
  path: LatentPath,
  { name, hash }: Pick<ModelInfo, 'name' | 'hash'>,
  fps: number,
): PathFile {
  return { format: 1, model: { name, hash }, frames: framesOfPath(path, fps), fps, ...path };
}
