import { ROWS_ID_PARAMETER, ROWS_PATHS } from '../../protocol/wire.ts';

export type RowsKind = keyof typeof ROWS_PATHS;

/** The collection the rows were asked of is no longer the open one (HTTP 409). */
export class CollectionGone extends Error {
  override name = 'CollectionGone';
}

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
  const query = new URLSearchParams({ [ROWS_ID_PARAMETER]: id, from: String(from), to: String(to) });
  const response = await fetch(`${ROWS_PATHS[kind]}?${query}`, signal ? { signal } : {});
  if (response.status === 409) throw new CollectionGone(`Collection ${id} is no longer open.`);
  if (!response.ok)
    throw new Error(`${ROWS_PATHS[kind]} answered ${response.status}: ${await response.text()}`);
  const bytes = await response.arrayBuffer();
  const expected = (to - from) * bytesPerRow;
  if (bytes.byteLength !== expected) {
    throw new Error(
      `Expected ${expected} bytes of ${kind} for rows ${from}..${to}, got ${bytes.byteLength}.`,
    );
  }
  return bytes;
}
