import type { NearestList } from './NearestList.ts';
import { squaredBetween, type Rows } from './Rows.ts';

/** Numbers of a row that are added up before it is looked whether it is too far already. */
const STRIDE = 8;

/**
 * Offers every row to the list, and leaves off a row as soon as it is too far.
 * @param without a row that is no neighbour: the query itself; −1 for none
 */
export function scanRows(queries: Rows, query: number, rows: Rows, without: number, list: NearestList): void {
  const { values, n, width } = rows;
  const from = query * width;
  for (let row = 0, at = 0; row < n; row++, at += width) {
    if (row === without) continue;
    const limit = list.limit;
    // Rows come in ascending order: a later one that is as near is not before it.
    if (limit === 0) return;
    let square = 0;
    for (let j = 0; j < width && square <= limit; j += STRIDE) {
      square += squaredBetween(queries.values, from + j, values, at + j, Math.min(STRIDE, width - j));
    }
    if (square < limit) list.offer(row, square);
  }
}
