import { TraversalReader, type TraversalGrid } from '../../protocol/codecs/traversalFrame.ts';
import { TRAVERSAL_PARAMETERS, TRAVERSAL_PATH } from '../../protocol/wire.ts';
import { fetchOfCollection } from './fetchOfCollection.ts';
import type { PageTraversalOrder, TraversalProgress } from '../../protocol/traversal.ts';

export interface TraversalKey {
  /** [D] float32: what the other dimensions are. */
  readonly start: Float32Array;
  readonly order: PageTraversalOrder;
  readonly rows: number;
  readonly columns: number;
  /** How far these go to both sides, in σ: a whole number. */
  readonly range: number;
}

/**
 * A grid of images along z.
 * @param onProgress told where it takes longer than a moment
 * @param id the collection it is expected of; throws CollectionGone when another one is open
 */
export async function fetchTraversal(
  id: string,
  { start, order, rows, columns, range }: TraversalKey,
  signal?: AbortSignal,
  onProgress?: (progress: TraversalProgress) => void,
): Promise<TraversalGrid> {
  const { order: orderName, rows: rowsName, columns: columnsName, range: rangeName } = TRAVERSAL_PARAMETERS;
  const response = await fetchOfCollection(
    TRAVERSAL_PATH,
    id,
    {
      [orderName]: order,
      [rowsName]: String(rows),
      [columnsName]: String(columns),
      [rangeName]: String(range),
    },
    signal,
    new Uint8Array(Float32Array.from(start).buffer),
  );
  const reader = new TraversalReader(onProgress);
  for await (const bytes of chunksOf(response)) reader.push(bytes);
  return reader.end();
}

/** The body of an answer, as it comes. Not every engine of a browser goes through a stream by itself. */
async function* chunksOf({ body }: Response): AsyncGenerator<Uint8Array> {
  const chunks = body?.getReader();
  for (;;) {
    const next = await chunks?.read();
    if (!next || next.done) return;
    yield next.value;
  }
}
