import { rangesOfRows, rowsOfRanges, type RowRanges } from '../../../protocol/rowRanges.ts';
import { blockRows } from '../columns/blockLayout.ts';
import { STATE_COLUMN } from '../columns/ownColumns.ts';
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
  let gone = 0;
  for (const [block, all] of rowsByBlock(ranges, size)) {
    const [from, to] = [block * size, (block + 1) * size];
    const before = blocks.states(from, to);
    const rows = all.filter((row) => before[row - from] !== state);
    if (rows.length === 0) continue;
    blocks.update(STATE_COLUMN, rows, (values, index) => {
      values[index] = state;
    });
    for (const row of rows) gone += Number(state !== ROW_STATES.here) - Number(before[row - from] !== 0);
    for (const column of columns.list()) {
      columns.categories.addCounts(column.id, blocks.recount(column, from, to, before));
    }
  }
  for (const column of columns.list()) columns.changed(column, false);
  updateInfo(db, { gone: readCursor(db).gone + gone });
}

/** The part of rows that lie in each block. */
function rowsByBlock(ranges: RowRanges, size: number): Map<number, Uint32Array> {
  const pieces = new Map<number, [number, number][]>();
  for (const [from, to] of ranges) {
    for (let start = from; start < to;) {
      const block = Math.floor(start / size);
      const end = Math.min(to, (block + 1) * size);
      const piece = pieces.get(block);
      if (piece) piece.push([start, end]);
      else pieces.set(block, [[start, end]]);
      start = end;
    }
  }
  return new Map([...pieces].map(([block, runs]) => [block, rowsOfRanges(runs)]));
}

/** The sets of rows that hold at most so many each, together all of them. */
export function* chunksOfRanges(ranges: RowRanges, size: number): Generator<RowRanges> {
  let rows: number[] = [];
  for (const [from, to] of ranges) {
    for (let row = from; row < to; row++) {
      rows.push(row);
      if (rows.length < size) continue;
      yield rangesOfRows(rows);
      rows = [];
    }
  }
  if (rows.length > 0) yield rangesOfRows(rows);
}
