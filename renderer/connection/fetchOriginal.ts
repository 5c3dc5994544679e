import { ORIGINAL_PATH } from '../../protocol/wire.ts';
import { fetchOfCollection } from './fetchOfCollection.ts';

/**
 * The file's own pixels of image `index` of the open collection, upright. Whoever asks for it closes it.
 * @param id the collection it is expected from; throws CollectionGone when another one is open
 */
export async function fetchOriginal(id: string, index: number, signal: AbortSignal): Promise<ImageBitmap> {
  const response = await fetchOfCollection(ORIGINAL_PATH, id, { index }, signal);
  return createImageBitmap(await response.blob());
}
