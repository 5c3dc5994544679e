import { ROWS_PATHS } from '../../protocol/wire.ts';
import { fetchOfCollection } from './fetchOfCollection.ts';

export type RowsKind = keyof typeof ROWS_PATHS;

/**
 * The bytes of rows `from`..`to` (exclusive) of the open collection.
 * @param id the collection they are expected from; throws CollectionGone when another one is open
 * @param bytesPerRow what one row must take; throws when the answer has another size
 */
export async function fetchRows(
  kind: RowsKind,
  id: string,
  from: number,
  to: number,
  bytesPerRow: number,
  signal?: AbortSignal,
): Promise<ArrayBuffer> {
  const response = await fetchOfCollection(ROWS_PATHS[kind], id, { from, to }, signal);
  const bytes = await response.arrayBuffer();
  const expected = (to - from) * bytesPerRow;
  if (bytes.byteLength !== expected) {
    throw new Error(
      `Expected ${expected} bytes of ${kind} for rows ${from}..${to}, got ${bytes.byteLength}.`,
    );
  }
  return bytes;
}
