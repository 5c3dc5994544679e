import type { RowRanges } from '../../protocol/rowRanges.ts';
import type { CollectionStore } from '../store/CollectionStore.ts';

/** Rows of these ranges, or of all, whose file is there, ascending; as many as there are now. */
export function chosenRows(store: CollectionStore, ranges?: RowRanges): Uint32Array<ArrayBuffer> {
  const { rows: count } = store.cursor;
  const chosen: number[] = [];
  for (const [first, end] of ranges ?? [[0, count] as const]) {
    const to = Math.min(end, count);
    const states = first < to ? store.states(first, to) : [];
    for (let row = first; row < to; row++) if (!states[row - first]) chosen.push(row);
  }
  return Uint32Array.from(chosen);
}

/** Pieces of ascending rows, each within a span that is read at once. */
export function* spansOf(
  rows: Uint32Array<ArrayBuffer>,
  spanRows: number,
): Generator<{ rows: Uint32Array<ArrayBuffer>; from: number; to: number; done: number }> {
  for (let start = 0; start < rows.length;) {
    const from = rows[start]!;
    let end = start + 1;
    while (end < rows.length && rows[end]! < from + spanRows) end += 1;
    yield { rows: rows.subarray(start, end), from, to: rows[end - 1]! + 1, done: end };
    start = end;
  }
}
