import { readRowOrder, type RowOrderAnswer } from '../../protocol/codecs/rowOrder.ts';
import {
  COLUMN_NAME_PARAMETER,
  METRIC_PARAMETER,
  NEAREST_PATH,
  ORDER_PATH,
  type DistanceMetric,
} from '../../protocol/wire.ts';
import { fetchOfCollection } from './fetchOfCollection.ts';

/** What rows are put in order by: a column, their own names where that is null, or their distance from z, [D] float32. */
export type OrderKey =
  { readonly column: string | null } | { readonly z: Float32Array; readonly metric?: DistanceMetric };

/**
 * All rows of the open collection in ascending order.
 * @param id the collection it is expected of; throws CollectionGone when another one is open, or the column is gone
 */
export async function fetchOrder(id: string, key: OrderKey, signal?: AbortSignal): Promise<RowOrderAnswer> {
  const response =
    'z' in key
      ? await fetchOfCollection(
          NEAREST_PATH,
          id,
          { [METRIC_PARAMETER]: key.metric ?? 'l2' },
          signal,
          new Uint8Array(Float32Array.from(key.z).buffer),
        )
      : await fetchOfCollection(
          ORDER_PATH,
          id,
          key.column === null ? {} : { [COLUMN_NAME_PARAMETER]: key.column },
          signal,
        );
  return readRowOrder(await response.arrayBuffer());
}
