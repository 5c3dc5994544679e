import { ROWS_PARAMETER, ROWS_PATHS } from '../../protocol/wire.ts';
import { fetchOfCollection } from './fetchOfCollection.ts';

/** Rows that one request names at most: their numbers stand in its address. */
export const TILES_PER_REQUEST = 256;

/**
 * Thumbnails of any rows of the open collection, in the order asked for.
 * @param rows at most TILES_PER_REQUEST
 * @returns [n,T,T,4] uint8 RGBA; throws CollectionGone when another collection is open
 */
export async function fetchTiles(
  id: string,
  rows: readonly number[],
  tileSize: number,
  signal?: AbortSignal,
): Promise<Uint8ClampedArray<ArrayBuffer>> {
  const named = { [ROWS_PARAMETER]: rows.join(',') };
  const response = await fetchOfCollection(ROWS_PATHS.tiles, id, named, signal);
  const bytes = await response.arrayBuffer();
  const expected = rows.length * tileSize * tileSize * 4;
  if (bytes.byteLength !== expected) {
    throw new Error(`Expected ${expected} bytes of ${rows.length} thumbnails, got ${bytes.byteLength}.`);
  }
  return new Uint8ClampedArray(bytes);
}
