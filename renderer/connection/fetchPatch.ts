import { PATCH_PATH, PLACE_PARAMETER, VERSION_PARAMETER } from '../../protocol/wire.ts';
import { fetchOfCollection } from './fetchOfCollection.ts';
import type { CurvedView, ViewPosition } from '../../protocol/projection.ts';

/** Rows around a place of a curved view, the nearest first. */
export interface Patch {
  /** m */
  readonly count: number;
  /** [m,dims] float32 */
  readonly positions: Float32Array;
  /** [m,D] float32 */
  readonly latents: Float32Array;
}

/**
 * The rows around a place of the view that is shown.
 * @param latentSize D
 * @throws CollectionGone where another collection or view is shown by now
 */
export async function fetchPatch(
  collectionId: string,
  { version, dims }: Pick<CurvedView, 'version' | 'dims'>,
  at: ViewPosition,
  latentSize: number,
): Promise<Patch> {
  const query = { [VERSION_PARAMETER]: String(version), [PLACE_PARAMETER]: at.join(',') };
  const response = await fetchOfCollection(PATCH_PATH, collectionId, query);
  const values = new Float32Array(await response.arrayBuffer());
  const count = values.length / (dims + latentSize);
  if (!Number.isInteger(count) || count < 1) {
    throw new Error(
      `Expected rows of ${dims} + ${latentSize} values around a place, got ${values.length} values.`,
    );
  }
  return { count, positions: values.subarray(0, count * dims), latents: values.subarray(count * dims) };
}
