import { crc32 } from 'node:zlib';
import type { StoreDatabase } from '../StoreDatabase.ts';
import { VectorReaders } from './VectorReaders.ts';

export type Batch = [firstSlot: number, slots: number, latentsCrc: number, tilesCrc: number];

/** The batches that hold slots from one on. */
export const batchesFrom = (db: StoreDatabase, slot: number): Batch[] =>
  db.all<Batch>(
    'SELECT first_slot, slots, latents_crc, tiles_crc FROM batches WHERE first_slot + slots > ? ORDER BY first_slot',
    slot,
  );

/** Whether the files hold what a batch wrote. */
export async function isWhole(batch: Batch, readers: VectorReaders): Promise<boolean> {
  const [from, count, latents, tiles] = batch;
  const got = await checksums(readers, from, from + count);
  return got.latents === latents && got.tiles === tiles;
}

/** Checksums of the bytes of slots from..to (exclusive). */
export async function checksums(
  { latents, tiles }: VectorReaders,
  from: number,
  to: number,
): Promise<{ latents: number; tiles: number }> {
  const slots = Uint32Array.from({ length: to - from }, (_, i) => from + i);
  return { latents: crc32(await latents.read(slots)), tiles: crc32(await tiles.read(slots)) };
}

/**
 * Compares the vector files' bytes with the checksums of what was written, batch by batch.
 * @returns the damaged batches' slots, [from, to)
 */
export async function findDamage(folder: string, db: StoreDatabase): Promise<[from: number, to: number][]> {
  const readers = await VectorReaders.open(folder, db);
  try {
    const damaged: [number, number][] = [];
    for (const batch of batchesFrom(db, 0)) {
      if (!(await isWhole(batch, readers))) damaged.push([batch[0], batch[0] + batch[1]]);
    }
    return damaged;
  } finally {
    await readers.close();
  }
}
