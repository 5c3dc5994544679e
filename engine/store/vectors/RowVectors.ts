import { SLOT_COLUMN } from '../columns/ownColumns.ts';
import { readCursor } from '../StoreInfo.ts';
import type { StoreTables } from '../StoreTables.ts';
import type { VectorKind } from '../storeFiles.ts';
import { VectorReaders } from './VectorReaders.ts';

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
   * Bytes of rows that there are; zeros for rows whose z was lost.
   * @param rows in any order, or those from..to (exclusive)
   * @returns [n, slotBytes]
   */
  async read(
    kind: VectorKind,
    rows: ArrayLike<number> | { from: number; to: number },
  ): Promise<Uint8Array<ArrayBuffer>> {
    const { db } = this.#tables;
    // Slots and the files that they are in, as of one moment.
    const { slots, generation } = db.read(() => ({
      slots: this.#slots(rows),
      generation: readCursor(db).generation,
    }));
    let readers = await this.#readers;
    if (readers.generation < generation) {
      this.#readers = this.#reopened(this.#readers, generation);
      readers = await this.#readers;
    }
    // Written anew once more since: these slots are of files that are no longer open.
    if (readers.generation > generation) return this.read(kind, rows);
    return readers[kind].read(slots);
  }

  /** Can be called twice. */
  async close(): Promise<void> {
    await (await this.#readers).close();
  }

  #slots(rows: ArrayLike<number> | { from: number; to: number }): Uint32Array {
    const { blocks } = this.#tables;
    return 'from' in rows ? blocks.numbers(SLOT_COLUMN, rows.from, rows.to) : blocks.pick(SLOT_COLUMN, rows);
  }

  /** The files of a newer generation, in place of others. */
  async #reopened(before: Promise<VectorReaders>, generation: number): Promise<VectorReaders> {
    const old = await before;
    if (old.generation >= generation) return old;
    const readers = await VectorReaders.open(this.#folder, this.#tables.db);
    void old.close();
    return readers;
  }
}
