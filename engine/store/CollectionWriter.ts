import { existsSync, mkdirSync } from 'node:fs';
import type { CollectionState } from '../../protocol/collection.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { appendBatch, type StoreBatch } from './appendBatch.ts';
import { compactVectors, removeOtherGenerations } from './compactVectors.ts';
import { FolderLock } from './FolderLock.ts';
import { dropSlots, repairVectors, type StoreRepair } from './repairVectors.ts';
import { RowsInOrder } from './RowsInOrder.ts';
import { StoreDatabase } from './StoreDatabase.ts';
import { storePath } from './storeFiles.ts';
import {
  insertInfo,
  readCursor,
  readInfo,
  updateInfo,
  type StoreInfo,
  type StoreStart,
} from './StoreInfo.ts';
import { StoreTables } from './StoreTables.ts';
import { applySync } from './sync/applySync.ts';
import { planSync, type SyncPlan } from './sync/planSync.ts';
import { findDamage } from './vectors/findDamage.ts';
import { VectorAppenders } from './vectors/VectorAppenders.ts';

/** What a power failure may take back: the rows of this long, which are then encoded again. */
const FLUSH_EVERY_MS = 2000;

/**
 * The one process that adds rows to a collection. Rows that appendBatch returned are there whatever becomes of the
 * process: bytes go to the vector files beyond the cursor, then one transaction moves it. A file that ends before the
 * cursor, or bytes that are not those that were written, are seen at the next opening.
 */
export class CollectionWriter {
  readonly folder: string;
  /** What was found damaged when it was opened, and mended; null for nothing. */
  readonly repair: StoreRepair | null;
  readonly #lock: FolderLock;
  readonly #tables: StoreTables;
  readonly #files: VectorAppenders;
  #flushedMs = performance.now();
  #flush: Promise<void> | null = null;
  #flushed: number;
  #isClosed = false;

  private constructor(
    folder: string,
    lock: FolderLock,
    tables: StoreTables,
    files: VectorAppenders,
    repair: StoreRepair | null,
  ) {
    this.folder = folder;
    this.repair = repair;
    this.#lock = lock;
    this.#tables = tables;
    this.#files = files;
    this.#flushed = readCursor(tables.db).flushed;
  }

  /**
   * Makes an empty collection in a folder, which is made too. One whose making was interrupted is made again.
   * @throws EngineError 'bad-request' where there is one, 'in-use' while another process makes one
   */
  static async create(folder: string, start: StoreStart): Promise<CollectionWriter> {
    mkdirSync(folder, { recursive: true });
    return CollectionWriter.#locked(folder, (db) => {
      if (!db.isEmpty) {
        throw new EngineError('bad-request', `There is a collection in ${folder} already; open it instead.`);
      }
      db.create(() => insertInfo(db, start));
    });
  }

  /**
   * Opens a collection to add rows to it: what lies beyond the cursor is cut off, and what is damaged is given up, so
   * that it is encoded again. Vector files that hold more of images as they were than as they are are written anew.
   * @throws EngineError 'not-found' where there is none, 'in-use' while another process adds rows, 'bad-collection'
   */
  static async open(folder: string): Promise<CollectionWriter> {
    if (!existsSync(storePath(folder, 'database'))) {
      throw new EngineError('not-found', `There is no collection in ${folder}.`);
    }
    return CollectionWriter.#locked(folder, (db) => {
      if (db.isEmpty) throw new EngineError('not-found', `The collection in ${folder} was never finished.`);
    });
  }

  get info(): StoreInfo {
    return readInfo(this.#tables.db);
  }

  /** Compares the collection with what a search found. */
  syncPlan(found: Parameters<typeof planSync>[1]): SyncPlan {
    const { rows, blocks, unreadable } = this.#tables;
    const { rows: count } = readCursor(this.#tables.db);
    const states = blocks.states(0, count);
    const inOrder = new RowsInOrder(rows);
    return planSync(
      {
        count,
        find: (path, arrayRow) => inOrder.find(path, arrayRow),
        at: (row) => rows.at(row)!,
        isGone: (row) => states[row] !== 0,
        refusals: unreadable.refusals(),
      },
      found,
    );
  }

  /** Does of a plan what takes no encoding. What it says to encode is added by appendBatch then. */
  applySync(plan: SyncPlan): void {
    applySync(this.#tables, plan);
  }

  /**
   * Adds rows, all of them or none.
   * @returns [n] the row of each source
   * @throws Error when the arrays' lengths are not those of the sources
   */
  appendBatch(batch: StoreBatch): Uint32Array<ArrayBuffer> {
    const rows = appendBatch(this.#tables, this.#files, batch, this.#flushed);
    if (!this.#flush && performance.now() - this.#flushedMs > FLUSH_EVERY_MS) {
      // A disk that fails is told of when the collection is closed; until then nothing counts as flushed.
      this.#flushFiles().catch(() => {});
    }
    return rows;
  }

  /**
   * Compares all vector files with the checksums of what was written: seconds for gigabytes. What differs is given up,
   * so that the next sync encodes it again.
   */
  async verify(): Promise<StoreRepair | null> {
    const damaged = await findDamage(this.folder, this.#tables.db);
    return dropSlots(this.folder, this.#tables, damaged);
  }

  /** How far it is, and what it is called. */
  update(changes: {
    state?: CollectionState;
    total?: number;
    name?: string;
    paths?: readonly string[];
  }): void {
    const { db } = this.#tables;
    db.write(() => updateInfo(db, changes));
  }

  /** Ends it with everything on the disk. Can be called twice. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { db } = this.#tables;
    try {
      await this.#flush?.catch(() => {});
      await this.#flushFiles();
      db.write(() => updateInfo(db, { flushed: this.#flushed }));
      db.checkpoint();
    } finally {
      this.#files.close();
      await db.close();
      this.#lock.release();
    }
  }

  async #flushFiles(): Promise<void> {
    const { slots } = readCursor(this.#tables.db);
    this.#flush = this.#files.flush().then(() => {
      this.#flushed = slots;
    });
    try {
      await this.#flush;
    } finally {
      this.#flush = null;
      this.#flushedMs = performance.now();
    }
  }

  static async #locked(folder: string, prepare: (db: StoreDatabase) => void): Promise<CollectionWriter> {
    const lock = FolderLock.take(storePath(folder, 'lock'), (holder) => {
      const who = holder ? `process ${holder.pid}` : 'another process';
      return `Images are being encoded into the collection in ${folder} by ${who}; wait until that is done, or cancel it.`;
    });
    let db: StoreDatabase | null = null;
    let files: VectorAppenders | null = null;
    try {
      db = new StoreDatabase(storePath(folder, 'database'), 'ingest');
      prepare(db);
      const tables = new StoreTables(db);
      files = new VectorAppenders(folder, readInfo(db));
      const repair = await repairVectors(folder, tables, files);
      if (await compactVectors(folder, tables)) {
        files.close();
        files = new VectorAppenders(folder, readInfo(db));
      }
      removeOtherGenerations(folder, readCursor(db).generation);
      return new CollectionWriter(folder, lock, tables, files, repair);
    } catch (error) {
      files?.close();
      await db?.close();
      lock.release();
      throw error;
    }
  }
}
