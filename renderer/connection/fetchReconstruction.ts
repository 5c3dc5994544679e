import { readReconstruction, type ShownReconstruction } from '../../protocol/codecs/reconstructionFrame.ts';
import { RECONSTRUCTION_PATH } from '../../protocol/wire.ts';
import { fetchOfCollection } from './fetchOfCollection.ts';

/**
 * Image `index` of the open collection, its reconstruction and how they differ.
 * @param id the collection it is expected from; throws CollectionGone when another one is open
 */
export async function fetchReconstruction(
  id: string,
  index: number,
  signal: AbortSignal,
): Promise<ShownReconstruction> {
  const response = await fetchOfCollection(RECONSTRUCTION_PATH, id, { index }, signal);
  return readReconstruction(await response.arrayBuffer());
}
