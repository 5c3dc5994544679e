import { setImmediate } from 'node:timers/promises';
import { rangesOfRows, type RowRanges } from '../../protocol/rowRanges.ts';
import type { CollectionStore } from '../store/CollectionStore.ts';

/** Rows looked through between two turns of the event loop. */
const ROWS_AT_ONCE = 4096;

/**
 * Rows whose name or any text, label included, holds every word of the query, whatever their case. In slices: the engine
 * decodes meanwhile.
 */
export async function searchRows(store: CollectionStore, query: string): Promise<RowRanges> {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const { rows } = store.cursor;
  if (words.length === 0) return rows > 0 ? [[0, rows]] : [];
  const columns = store.columns().filter(({ type }) => type === 'text' || type === 'category');
  const found: number[] = [];
  for (let from = 0; from < rows; from += ROWS_AT_ONCE) {
    const to = Math.min(rows, from + ROWS_AT_ONCE);
    const names = store.names(from, to);
    const texts = columns.map(({ name, categories }) => {
      const { type, values } = store.columnValues(name, from, to);
      return type === 'text'
        ? (at: number) => values[at] ?? ''
        : (at: number) => categories[Number(values[at])]?.name ?? '';
    });
    for (let at = 0; at < names.length; at++) {
      const all = [names[at] ?? '', ...texts.map((text) => text(at))].join('\n').toLowerCase();
      if (words.every((word) => all.includes(word))) found.push(from + at);
    }
    await setImmediate();
  }
  return rangesOfRows(found);
}
