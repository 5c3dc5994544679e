import { crc32 } from 'node:zlib';
import { rangesOfRows } from '../../protocol/rowRanges.ts';
import type { ImageSource } from '../images/ImageSource.ts';
import { ImageColumns } from './columns/ImageColumns.ts';
import { SLOT_COLUMN } from './columns/ownColumns.ts';
import { arrayRowOf } from './RowTable.ts';
import { readCursor, updateInfo } from './StoreInfo.ts';
import type { StoreTables } from './StoreTables.ts';
import { factsHash } from './sync/factsHash.ts';
import { ROW_STATES, setStates } from './sync/rowStates.ts';
import type { UnreadableImage } from './UnreadableTable.ts';
import type { VectorAppenders } from './vectors/VectorAppenders.ts';

/** Images to add, n of them, and some that could not be read. */
export interface StoreBatch {
  /** Those that have a row get a new z; the others get a new row. */
  sources: readonly ImageSource[];
  /** [n,D] */
  latents: Float32Array;
  /** [n,T,T,4] RGBA; transparent when absent. */
  tiles?: Uint8Array;
  unreadable?: readonly UnreadableImage[];
}

/**
 * Adds rows: bytes beyond the cursor first, then all the rest in one transaction that moves it. Nobody else writes to
 * the vector files, so this needs no lock of the database, and a person's edit waits for the transaction alone.
 * @param flushed slots that are known to be on the disk by now
 * @returns [n] the row of each source
 */
export function appendBatch(
  tables: StoreTables,
  files: VectorAppenders,
  { sources, latents, tiles, unreadable = [] }: StoreBatch,
  flushed: number,
): Uint32Array<ArrayBuffer> {
  const { db, rows: rowTable } = tables;
  const count = sources.length;
  const latentBytes = bytesOf(latents);
  const tileBytes = tiles ?? new Uint8Array(count * files.tiles.slotBytes);
  checkLength('latents', latentBytes.length, count * files.latents.slotBytes);
  checkLength('tiles', tileBytes.length, count * files.tiles.slotBytes);

  const { slots, rows: next } = readCursor(db);
  files.latents.write(slots, latentBytes);
  files.tiles.write(slots, tileBytes);
  const facts = sources.map(factsHash);
  return db.write(() => {
    const rows = rowTable.upsert(sources, facts, next);
    const newCount = rows.reduce((most, row) => Math.max(most, row + 1), next) - next;
    const isInPlace = rows.some((row) => row < next);
    tables.blocks.update(SLOT_COLUMN, rows, (values, index, at) => {
      values[index] = slots + at;
    });
    if (count > 0) new ImageColumns(tables).write(rows, sources, isInPlace, next + newCount);
    if (isInPlace) {
      const again = rows.filter((row) => row < next).sort();
      setStates(tables, rangesOfRows(again), ROW_STATES.here);
    }
    tables.unreadable.forget(sources);
    const lostRows = refuse(tables, unreadable);
    if (count > 0) {
      db.run(
        'INSERT INTO batches (first_slot, slots, latents_crc, tiles_crc) VALUES (?, ?, ?, ?)',
        slots,
        count,
        crc32(latentBytes),
        crc32(tileBytes),
      );
    }
    updateInfo(db, {
      rows: next + newCount,
      slots: slots + count,
      flushed,
      revision: readCursor(db).revision + Number(isInPlace || lostRows),
    });
    return rows;
  });
}

/** @returns whether rows are gone by that: their file changed into one that cannot be read */
function refuse(tables: StoreTables, unreadable: readonly UnreadableImage[]): boolean {
  if (unreadable.length === 0) return false;
  tables.unreadable.refuse(unreadable);
  const rows = unreadable
    .map(({ source }) => tables.rows.find(source.path, arrayRowOf(source))?.row)
    .filter((row) => row !== undefined)
    .sort((a, b) => a - b);
  setStates(tables, rangesOfRows(rows), ROW_STATES.gone);
  return rows.length > 0;
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function checkLength(what: string, got: number, expected: number): void {
  if (got !== expected) {
    throw new Error(`Collection: expected ${expected} bytes in the batch's ${what}, got ${got}.`);
  }
}
