import type { RowRanges } from '../../../protocol/rowRanges.ts';
import { blockRows } from '../columns/blockLayout.ts';
import { STATE_COLUMN } from '../columns/ownColumns.ts';
import { rowPieces } from '../columns/rowPieces.ts';
import { readCursor, updateInfo } from '../StoreInfo.ts';
import type { StoreTables } from '../StoreTables.ts';

/** What became of a row; what is not 0 is not shown. */
export const ROW_STATES = {
  here: 0,
  /** Its file is not there, or cannot be read any more. */
  gone: 1,
  /** Its z was lost with a part of the vector files. */
  lost: 2,
} as const;
type RowState = (typeof ROW_STATES)[keyof typeof ROW_STATES];

/** Sets the state of rows and counts all columns anew, which count rows that are here. Within a transaction. */
export function setStates(tables: StoreTables, ranges: RowRanges, state: RowState): void {
  const { db, blocks, columns } = tables;
  const size = blockRows('state');
  let gone = readCursor(db).gone;
  for (const [block, pieces] of rowPieces(ranges, size)) {
    const [from, to] = [block * size, (block + 1) * size];
    const before = blocks.states(from, to);
    let changes = 0;
    blocks.change(STATE_COLUMN, block, (values) => {
      for (const [first, last] of pieces) {
        for (let index = first - from; index < last - from; index++) {
          if (values[index] === state) continue;
          gone += Number(state !== ROW_STATES.here) - Number(before[index] !== ROW_STATES.here);
          values[index] = state;
          changes += 1;
        }
      }
    });
    if (changes === 0) continue;
    updateInfo(db, { gone });
    for (const column of columns.list()) {
      columns.categories.addCounts(column.id, blocks.recount(column, from, to, before));
    }
  }
  for (const column of columns.list()) columns.changed(column, false);
}
