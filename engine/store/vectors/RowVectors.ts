import { SLOT_COLUMN } from '../columns/ownColumns.ts';
import { readCursor } from '../StoreInfo.ts';
import type { StoreTables } from '../StoreTables.ts';
import type { VectorKind } from '../storeFiles.ts';
import { VectorReaders } from './VectorReaders.ts';

/** Rows whose slots are looked up at once. */
const ROWS_AT_ONCE = 65_536;

/** z and thumbnails by row, wherever they lie in the vector files, also while these are written anew. */
export class RowVectors {
  readonly #folder: string;
  readonly #tables: StoreTables;
  #readers: Promise<VectorReaders>;

  private constructor(folder: string, tables: StoreTables, readers: VectorReaders) {
    this.#folder = folder;
    this.#tables = tables;
    this.#readers = Promise.resolve(readers);
  }

  /** @throws EngineError 'bad-collection' where a file is missing or ends too early */
  static async open(folder: string, tables: StoreTables): Promise<RowVectors> {
    const readers = await VectorReaders.open(folder, tables.db);
    try {
      await readers.checkLength(readCursor(tables.db).slots);
      return new RowVectors(folder, tables, readers);
    } catch (error) {
      await readers.close();
      throw error;
    }
  }

  /**
   * Bytes of rows from..to (exclusive), which there are; zeros for rows whose z was lost.
   * @returns [to-from, slotBytes]
   */
  async range(kind: VectorKind, from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
    const { slotBytes } = (await this.#readers)[kind];
    const bytes = new Uint8Array((to - from) * slotBytes);
    for (let start = from; start < to; start += ROWS_AT_ONCE) {
      const end = Math.min(to, start + ROWS_AT_ONCE);
      const part = bytes.subarray((start - from) * slotBytes, (end - from) * slotBytes);
      await this.#read(kind, () => this.#tables.blocks.numbers(SLOT_COLUMN, start, end), part);
    }
    return bytes;
  }

  /**
   * Bytes of rows in any order.
   * @returns [n, slotBytes]
   */
  async of(kind: VectorKind, rows: ArrayLike<number>): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(rows.length * (await this.#readers)[kind].slotBytes);
    await this.#read(kind, () => this.#tables.blocks.pick(SLOT_COLUMN, rows), bytes);
    return bytes;
  }

  /** Can be called twice. */
  async close(): Promise<void> {
    await (await this.#readers).close();
  }

  async #read(kind: VectorKind, slotsOf: () => Uint32Array, into: Uint8Array<ArrayBuffer>): Promise<void> {
    const { db } = this.#tables;
    // Slots and the files that they are in, as of one moment.
    const { slots, generation } = db.read(() => ({
      slots: slotsOf(),
      generation: readCursor(db).generation,
    }));
    let readers = await this.#readers;
    if (readers.generation < generation) {
      this.#readers = this.#reopened(this.#readers, generation);
      readers = await this.#readers;
    }
    // Written anew once more since: these slots are of files that are no longer open.
    if (readers.generation > generation) return this.#read(kind, slotsOf, into);
    return readers[kind].read(slots, into);
  }

  /** The files of a newer generation, in place of others. */
  async #reopened(before: Promise<VectorReaders>, generation: number): Promise<VectorReaders> {
    const old = await before;
    if (old.generation >= generation) return old;
    const readers = await VectorReaders.open(this.#folder, this.#tables.db);
    // What was to be read of them has been read.
    old.close().catch(() => {});
    return readers;
  }
}
