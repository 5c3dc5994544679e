import { basename } from 'node:path';
import { countOfRanges, rangesOfRows, type RowRanges } from '../../protocol/rowRanges.ts';
import { NO_SLOT } from './columns/blockLayout.ts';
import { SLOT_COLUMN } from './columns/ownColumns.ts';
import { readCursor, updateInfo } from './StoreInfo.ts';
import type { StoreTables } from './StoreTables.ts';
import { ROW_STATES, setStates } from './sync/rowStates.ts';
import { batchesFrom, checksums, isWhole } from './vectors/findDamage.ts';
import type { VectorAppenders } from './vectors/VectorAppenders.ts';
import { VectorReaders } from './vectors/VectorReaders.ts';

/** What was lost of the vector files. The rows keep their ids, tags and notes, and the next sync encodes them again. */
export interface StoreRepair {
  rows: RowRanges;
  /** For the person. */
  words: string;
}

type SlotRange = readonly [from: number, to: number];

/**
 * Makes the vector files and the cursor agree: cuts off what was written and never committed, and gives up slots beyond
 * the end of a file. Bytes that nobody flushed before the process ended are compared with their checksums, since a power
 * failure may have kept the cursor and lost them.
 */
export async function repairVectors(
  folder: string,
  tables: StoreTables,
  files: VectorAppenders,
): Promise<StoreRepair | null> {
  const { slots, flushed } = readCursor(tables.db);
  const available = Math.min(files.available, slots);
  const whole = await wholeSlots(folder, tables, flushed, available);
  const repair = whole < slots ? await giveUp(folder, tables, [[whole, slots]], whole) : null;
  files.cut(whole);
  return repair;
}

/** Gives up slots of batches whose bytes are not those that were written. */
export async function dropSlots(
  folder: string,
  tables: StoreTables,
  damaged: readonly SlotRange[],
): Promise<StoreRepair | null> {
  if (damaged.length === 0) return null;
  return giveUp(folder, tables, damaged, readCursor(tables.db).slots);
}

/** How many of the slots there are hold what was written to them: the flushed ones, and batches after that. */
async function wholeSlots(
  folder: string,
  { db }: StoreTables,
  flushed: number,
  available: number,
): Promise<number> {
  if (flushed >= available) return available;
  const readers = await VectorReaders.open(folder, db);
  try {
    for (const batch of batchesFrom(db, flushed)) {
      const isThere = batch[0] + batch[1] <= available;
      if (!isThere || !(await isWhole(batch, readers))) return Math.min(batch[0], available);
    }
    return available;
  } finally {
    await readers.close();
  }
}

/** The rows of given slots have none from now on, and of the slots only the first `keep` are left. */
async function giveUp(
  folder: string,
  tables: StoreTables,
  damaged: readonly SlotRange[],
  keep: number,
): Promise<StoreRepair | null> {
  const { db, blocks, rows: rowTable } = tables;
  const { rows: count, flushed, revision } = readCursor(db);
  const cut = await cutBatch(folder, tables, keep);
  const rows = db.write(() => {
    const slots = blocks.numbers(SLOT_COLUMN, 0, count);
    const lost: number[] = [];
    for (let row = 0; row < count; row++) {
      const slot = slots[row]!;
      if (damaged.some(([from, to]) => slot >= from && slot < to)) lost.push(row);
    }
    blocks.update(SLOT_COLUMN, lost, (values, index) => {
      values[index] = NO_SLOT;
    });
    for (const row of lost) rowTable.setOutdated(row);
    const ranges = rangesOfRows(lost);
    setStates(tables, ranges, ROW_STATES.lost);
    for (const [from] of damaged) db.run('DELETE FROM batches WHERE first_slot = ?', from);
    db.run('DELETE FROM batches WHERE first_slot >= ?', keep);
    if (cut) {
      db.run(
        'UPDATE batches SET slots = ?, latents_crc = ?, tiles_crc = ? WHERE first_slot = ?',
        keep - cut.firstSlot,
        cut.latents,
        cut.tiles,
        cut.firstSlot,
      );
    }
    updateInfo(db, { slots: keep, flushed: Math.min(flushed, keep), revision: revision + 1 });
    return ranges;
  });
  return rows.length === 0 ? null : { rows, words: lostWords(folder, rows) };
}

/** The batch that a cut goes through, with the checksums of what is left of it. */
async function cutBatch(folder: string, { db }: StoreTables, keep: number) {
  const batch = batchesFrom(db, keep).find(([firstSlot]) => firstSlot < keep);
  if (!batch) return null;
  const readers = await VectorReaders.open(folder, db);
  try {
    return { firstSlot: batch[0], ...(await checksums(readers, batch[0], keep)) };
  } finally {
    await readers.close();
  }
}

function lostWords(folder: string, rows: RowRanges): string {
  const shown = rows.slice(0, 5).map(([from, to]) => (to - from === 1 ? `${from}` : `${from} to ${to - 1}`));
  const more = rows.length > shown.length ? ' and more' : '';
  return `The collection in ${basename(folder)} was damaged: z and thumbnails of ${countOfRanges(rows)} images were lost (rows ${shown.join(', ')}${more}). They are encoded again; tags and notes are kept.`;
}
