import { crc32 } from 'node:zlib';
import type { StoreDatabase } from '../StoreDatabase.ts';
import type { VectorReader } from './VectorReader.ts';
import { VectorReaders } from './VectorReaders.ts';

/** At 64 pixels a thumbnail has 16 KB. */
const SLOTS_AT_ONCE = 1024;

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
  const slots = slotsFrom(from, to - from);
  return { latents: crc32(await latents.bytesOf(slots)), tiles: crc32(await tiles.bytesOf(slots)) };
}

/**
 * Compares the vector files' bytes with the checksums of what was written, batch by batch.
 * @returns the damaged batches' slots, [from, to)
 */
export async function findDamage(folder: string, db: StoreDatabase): Promise<[from: number, to: number][]> {
  const readers = await VectorReaders.open(folder, db);
  try {
    const damaged: [number, number][] = [];
    for (const batches of groups(batchesFrom(db, 0))) {
      const from = batches[0]![0];
      const [last, count] = batches.at(-1)!;
      const slots = slotsFrom(from, last + count - from);
      const latents = await readers.latents.bytesOf(slots);
      const tiles = await readers.tiles.bytesOf(slots);
      for (const [first, size, latentsCrc, tilesCrc] of batches) {
        const [start, end] = [first - from, first - from + size];
        const isSame =
          crc32(part(latents, readers.latents, start, end)) === latentsCrc &&
          crc32(part(tiles, readers.tiles, start, end)) === tilesCrc;
        if (!isSame) damaged.push([first, first + size]);
      }
    }
    return damaged;
  } finally {
    await readers.close();
  }
}

/** Batches that follow each other, so many together as make a read worth its while. */
function* groups(batches: readonly Batch[]): Generator<Batch[]> {
  let group: Batch[] = [];
  let slots = 0;
  for (const batch of batches) {
    const last = group.at(-1);
    if (last && (last[0] + last[1] !== batch[0] || slots + batch[1] > SLOTS_AT_ONCE)) {
      yield group;
      [group, slots] = [[], 0];
    }
    group.push(batch);
    slots += batch[1];
  }
  if (group.length > 0) yield group;
}

const slotsFrom = (from: number, count: number) => new Uint32Array(count).map((_, i) => from + i);

const part = (bytes: Uint8Array, { slotBytes }: VectorReader, from: number, to: number) =>
  bytes.subarray(from * slotBytes, to * slotBytes);
