import { readTraversalFrame, type TraversalGrid } from '../../protocol/codecs/traversalFrame.ts';
import { TRAVERSAL_PARAMETERS, TRAVERSAL_PATH } from '../../protocol/wire.ts';
import { fetchOfCollection } from './fetchOfCollection.ts';
import type { PageTraversalOrder } from '../../protocol/traversal.ts';

export interface TraversalKey {
  /** [D] float32: what the other dimensions are. */
  readonly start: Float32Array;
  readonly order: PageTraversalOrder;
  readonly rows: number;
  readonly columns: number;
}

/**
 * A grid of images along z.
 * @param id the collection it is expected of; throws CollectionGone when another one is open
 */
export async function fetchTraversal(
  id: string,
  { start, order, rows, columns }: TraversalKey,
  signal?: AbortSignal,
): Promise<TraversalGrid> {
  const { order: orderName, rows: rowsName, columns: columnsName } = TRAVERSAL_PARAMETERS;
  const response = await fetchOfCollection(
    TRAVERSAL_PATH,
    id,
    { [orderName]: order, [rowsName]: String(rows), [columnsName]: String(columns) },
    signal,
    new Uint8Array(Float32Array.from(start).buffer),
  );
  return readTraversalFrame(await response.arrayBuffer());
}
