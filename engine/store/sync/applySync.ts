import { rangesOfRows, type RowRanges } from '../../../protocol/rowRanges.ts';
import type { ImageSource } from '../../images/ImageSource.ts';
import { ImageColumns } from '../columns/ImageColumns.ts';
import { rowChunks } from '../columns/rowPieces.ts';
import { RowsInOrder } from '../RowsInOrder.ts';
import { arrayRowOf } from '../RowTable.ts';
import { readCursor, updateInfo } from '../StoreInfo.ts';
import type { StoreTables } from '../StoreTables.ts';
import { factsHash } from './factsHash.ts';
import type { RowImage, SyncPlan } from './planSync.ts';
import { ROW_STATES, setStates } from './rowStates.ts';

/** Rows of one transaction: a person's edit in another process waits for no longer than one takes. */
const ROWS_AT_ONCE = 4096;

/**
 * Does of a plan what takes no encoding. Many small transactions, each of which leaves a collection that the next search
 * brings up to date: killed in between, nothing is lost.
 */
export function applySync(tables: StoreTables, plan: SyncPlan): void {
  const { db, unreadable } = tables;
  const images = new ImageColumns(tables);
  const widened = db.write(() => images.prepare(newFacts(plan), readCursor(db).rows));
  setAll(tables, plan.gone, ROW_STATES.gone);
  setAll(tables, plan.back, ROW_STATES.here);
  for (const chunk of chunksOf(plan.moved)) {
    db.write(() => {
      writeRows(tables, images, chunk);
      const rows = chunk.map(({ row }) => row).sort((a, b) => a - b);
      setStates(tables, rangesOfRows(rows), ROW_STATES.here);
    });
  }
  for (const chunk of chunksOf(plan.relabelled)) db.write(() => writeRows(tables, images, chunk));
  if (widened) rewrite(tables, images, plan);
  db.write(() => {
    unreadable.replaceFound(plan.unreadable);
    for (const id of plan.forgotten) unreadable.remove(id);
  });
}

/** Images of which something new is said: of the others every value has its place. */
function* newFacts({ added, changed, moved, relabelled }: SyncPlan): Generator<ImageSource> {
  yield* added;
  for (const images of [changed, moved, relabelled]) for (const { source } of images) yield source;
}

function setAll(tables: StoreTables, ranges: RowRanges, state: 0 | 1): void {
  for (const rows of rowChunks(ranges, ROWS_AT_ONCE)) {
    tables.db.write(() => {
      setStates(tables, rows, state);
      revise(tables);
    });
  }
}

function writeRows(tables: StoreTables, images: ImageColumns, chunk: readonly RowImage[]): void {
  const sources = chunk.map(({ source }) => source);
  for (const { row, source } of chunk) tables.rows.update(row, source, factsHash(source));
  images.write(
    chunk.map(({ row }) => row),
    sources,
    true,
    readCursor(tables.db).rows,
  );
  revise(tables);
}

/** A column became texts: they are written as the metadata says them, not as the numbers of before would be spelled. */
function rewrite(tables: StoreTables, images: ImageColumns, plan: SyncPlan): void {
  const known = new RowsInOrder(tables.rows);
  let chunk: RowImage[] = [];
  const write = () => {
    const written = chunk;
    chunk = [];
    tables.db.write(() =>
      images.write(
        written.map(({ row }) => row),
        written.map(({ source }) => source),
        true,
        readCursor(tables.db).rows,
      ),
    );
  };
  for (const source of plan.images) {
    const row = known.find(source.path, arrayRowOf(source));
    if (row) chunk.push({ row: row.row, source });
    if (chunk.length >= ROWS_AT_ONCE) write();
  }
  if (chunk.length > 0) write();
}

function revise({ db }: StoreTables): void {
  updateInfo(db, { revision: readCursor(db).revision + 1 });
}

function* chunksOf<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let from = 0; from < items.length; from += ROWS_AT_ONCE) yield items.slice(from, from + ROWS_AT_ONCE);
}
