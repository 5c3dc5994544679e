import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { NO_SLOT } from './columns/blockLayout.ts';
import { SLOT_COLUMN } from './columns/ownColumns.ts';
import { vectorGeneration } from './storeFiles.ts';
import { readInfo, updateInfo } from './StoreInfo.ts';
import type { StoreTables } from './StoreTables.ts';
import { VectorAppenders } from './vectors/VectorAppenders.ts';
import { VectorReaders } from './vectors/VectorReaders.ts';

/** Fewer slots that no row uses are not worth it. */
const MIN_UNUSED = 4096;
const ROWS_AT_ONCE = 1024;

/**
 * Writes the vector files anew, without the slots of images that changed since, when these are more than half. The new
 * files have another generation in their names and count from the moment of one transaction on; who reads the old ones
 * goes on doing so until it sees that.
 * @returns whether it did
 */
export async function compactVectors(folder: string, tables: StoreTables): Promise<boolean> {
  const { db, blocks } = tables;
  const info = readInfo(db);
  const unused = info.slots - info.rows;
  if (unused < MIN_UNUSED || unused * 2 < info.slots) return false;
  const generation = info.generation + 1;
  const readers = await VectorReaders.open(folder, db);
  const files = new VectorAppenders(folder, { ...info, generation });
  const batches: [number, number, number, number][] = [];
  const slots = new Uint32Array(info.rows).fill(NO_SLOT);
  let next = 0;
  try {
    files.cut(0);
    for (let from = 0; from < info.rows; from += ROWS_AT_ONCE) {
      const to = Math.min(info.rows, from + ROWS_AT_ONCE);
      const old = blocks.numbers(SLOT_COLUMN, from, to);
      const used = old.filter((slot) => slot !== NO_SLOT);
      const latents = await readers.latents.bytesOf(used);
      const tiles = await readers.tiles.bytesOf(used);
      files.latents.write(next, latents);
      files.tiles.write(next, tiles);
      if (used.length > 0) batches.push([next, used.length, crc32(latents), crc32(tiles)]);
      old.forEach((slot, i) => {
        if (slot !== NO_SLOT) slots[from + i] = next++;
      });
    }
    await files.flush();
  } finally {
    files.close();
    await readers.close();
  }
  db.write(() => {
    const rows = Uint32Array.from(slots.keys());
    blocks.update(SLOT_COLUMN, rows, (values, index, at) => {
      values[index] = slots[at]!;
    });
    db.run('DELETE FROM batches');
    for (const batch of batches) {
      db.run('INSERT INTO batches (first_slot, slots, latents_crc, tiles_crc) VALUES (?, ?, ?, ?)', ...batch);
    }
    updateInfo(db, { slots: next, flushed: next, generation });
  });
  return true;
}

/** Removes vector files of other generations than the one that counts. What another process has open may stay a while. */
export function removeOtherGenerations(folder: string, generation: number): void {
  for (const name of readdirSync(folder)) {
    const other = vectorGeneration(name);
    if (other === null || other === generation) continue;
    try {
      rmSync(join(folder, name));
    } catch {
      // Windows keeps what is open. The next writer tries again.
    }
  }
}
