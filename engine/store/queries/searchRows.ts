import type { RowRanges } from '../../../protocol/rowRanges.ts';
import { TEXT_END } from '../columns/blockLayout.ts';
import { NAME_COLUMN } from '../columns/ownColumns.ts';
import { pushRows } from '../columns/rowPieces.ts';
import { readCursor } from '../StoreInfo.ts';
import type { StoreTables } from '../StoreTables.ts';
import { foldText } from './foldText.ts';
import { Turns } from './Turns.ts';

/** Rows whose texts are searched between two looks at the clock: less than a millisecond. */
const ROWS_AT_ONCE = 1024;

/**
 * Rows in whose name or texts (notes too) every word of a query occurs, upper and lower case and accents being the same.
 * Rows that are gone are not found. Without a word every row is.
 */
export async function searchRows(tables: StoreTables, query: string): Promise<RowRanges> {
  const words = foldText(query).split(/\s+/).filter(Boolean);
  const { rows: count } = readCursor(tables.db);
  const columns = [NAME_COLUMN, ...tables.columns.list().filter(({ type }) => type === 'text')];
  const turns = new Turns();
  const found: [number, number][] = [];
  for (let from = 0; from < count; from += ROWS_AT_ONCE) {
    const to = Math.min(count, from + ROWS_AT_ONCE);
    const states = tables.blocks.states(from, to);
    const has = words.map(() => new Uint8Array(to - from));
    for (const { id } of columns) {
      for (const { first, text } of tables.blocks.textBlocks({ id, type: 'text' }, from, to)) {
        const folded = foldText(text);
        words.forEach((word, at) => markRows(folded, word, first - from, has[at]!));
      }
    }
    for (let row = from; row < to; row++) {
      if (states[row - from] === 0 && has.every((rows) => rows[row - from])) pushRows(found, row, row + 1);
    }
    await turns.next();
  }
  return found;
}

/** Sets has[first + i] to 1 where the ith text of a block has the word. */
function markRows(block: string, word: string, first: number, has: Uint8Array): void {
  let row = first;
  let counted = 0;
  for (let at = block.indexOf(word); at >= 0; at = block.indexOf(word, counted)) {
    for (let end = block.indexOf(TEXT_END, counted); end >= 0 && end < at;) {
      row += 1;
      counted = end + 1;
      end = block.indexOf(TEXT_END, counted);
    }
    has[row] = 1;
    // On with the next row.
    const end = block.indexOf(TEXT_END, at);
    if (end < 0) return;
    row += 1;
    counted = end + 1;
  }
}
