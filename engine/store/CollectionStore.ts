import { existsSync, utimesSync } from 'node:fs';
import type { UnreadableFile } from '../../protocol/collection.ts';
import type { ColumnInfo, ColumnValue, ColumnValues } from '../../protocol/columns.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import type { RowRanges } from '../../protocol/rowRanges.ts';
import { NAME_COLUMN } from './columns/ownColumns.ts';
import type { ColumnDefinition } from './columns/ColumnTable.ts';
import { columnValues } from './columns/readValues.ts';
import * as edits from './edits.ts';
import { readRow, readSources, type RowDetails, type StoredSource } from './readRows.ts';
import { StoreDatabase } from './StoreDatabase.ts';
import { storePath } from './storeFiles.ts';
import { readCursor, readInfo, type StoreCursor, type StoreInfo } from './StoreInfo.ts';
import { StoreTables } from './StoreTables.ts';
import { RowVectors } from './vectors/RowVectors.ts';

/**
 * A stored collection, as any process reads it, while another may add rows: each call sees what was committed when it
 * was made. The engine also edits: tags, notes, computed columns. Nothing here waits for the disk to be flushed, or
 * stands still while another process writes.
 */
export class CollectionStore {
  readonly folder: string;
  /** For the queries beside it. */
  readonly tables: StoreTables;
  readonly #vectors: RowVectors;
  /** D, and T of [T,T,4]. */
  readonly latentSize: number;
  readonly tileSize: number;

  private constructor(folder: string, tables: StoreTables, vectors: RowVectors) {
    this.folder = folder;
    this.tables = tables;
    this.#vectors = vectors;
    ({ latentSize: this.latentSize, tileSize: this.tileSize } = readInfo(tables.db));
  }

  /**
   * @throws EngineError 'not-found' where there is none, 'bad-collection' where it is damaged; with details.repairable
   * when CollectionWriter.open mends it
   */
  static async open(folder: string, options: { readOnly?: boolean } = {}): Promise<CollectionStore> {
    const path = storePath(folder, 'database');
    if (!existsSync(path)) throw new EngineError('not-found', `There is no collection in ${folder}.`);
    const db = new StoreDatabase(path, options.readOnly ? 'read' : 'edit');
    try {
      if (db.isEmpty) throw new EngineError('not-found', `The collection in ${folder} was never finished.`);
      const tables = new StoreTables(db);
      return new CollectionStore(folder, tables, await RowVectors.open(folder, tables));
    } catch (error) {
      await db.close();
      throw error;
    }
  }

  /** How far it is: microseconds, to be asked as often as rows are expected. */
  get cursor(): StoreCursor {
    return readCursor(this.tables.db);
  }

  get info(): StoreInfo {
    return readInfo(this.tables.db);
  }

  /** Files without a row, and why: `most` of them from one on, or all. */
  unreadable(from = 0, most?: number): UnreadableFile[] {
    return this.tables.unreadable.list(from, most);
  }

  columns(): ColumnInfo[] {
    const { columns } = this.tables;
    return columns.list().map((column) => columns.info(column));
  }

  /**
   * A column's values of rows from..to (exclusive), as they cross the wire. A million numbers take a few milliseconds,
   * texts longer: LoadedColumns reads whole columns.
   * @throws EngineError 'bad-request' for a column or rows that there are not
   */
  columnValues(name: string, from: number, to: number): ColumnValues {
    this.#check(from, to);
    return columnValues(this.tables, this.tables.columns.get(name), from, to);
  }

  /** [to-from] uint8 of rows from..to (exclusive): 1 for those that are gone, which are not shown. */
  states(from: number, to: number): Uint8Array<ArrayBuffer> {
    this.#check(from, to);
    const states = this.tables.blocks.states(from, to);
    for (let at = 0; at < states.length; at++) if (states[at] !== 0) states[at] = 1;
    return states;
  }

  /** z of rows from..to (exclusive), [to-from,D]; zeros for rows whose z was lost. */
  async latents(from: number, to: number): Promise<Float32Array<ArrayBuffer>> {
    this.#check(from, to);
    return floats(await this.#vectors.range('latents', from, to));
  }

  /** z of rows in any order, [n,D]. */
  async latentsOf(rows: ArrayLike<number>): Promise<Float32Array<ArrayBuffer>> {
    edits.checkEachRow(this.tables, rows);
    return floats(await this.#vectors.of('latents', rows));
  }

  /** Thumbnails of rows from..to (exclusive), [to-from,T,T,4] RGBA. */
  async tiles(from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
    this.#check(from, to);
    return this.#vectors.range('tiles', from, to);
  }

  /** Thumbnails of rows in any order, [n,T,T,4] RGBA. */
  async tilesOf(rows: ArrayLike<number>): Promise<Uint8Array<ArrayBuffer>> {
    edits.checkEachRow(this.tables, rows);
    return this.#vectors.of('tiles', rows);
  }

  /** Names of rows from..to (exclusive): paths below the opened folder. */
  names(from: number, to: number): string[] {
    this.#check(from, to);
    return this.tables.blocks.texts(NAME_COLUMN, from, to);
  }

  /** All that is known of a row besides z and thumbnail. */
  rowDetails(row: number): RowDetails {
    this.#check(row, row + 1);
    return readRow(this.tables, row);
  }

  /** The images of rows from..to (exclusive), to be read again. Rows drawn from the prior have the path ''. */
  sources(from: number, to: number): StoredSource[] {
    this.#check(from, to);
    return readSources(this.tables, from, to);
  }

  setTag(name: string, rows: RowRanges, on: boolean): Promise<{ changed: RowRanges; isNew: boolean }> {
    return this.tables.db.writeSoon(() => edits.setTag(this.tables, name, rows, on));
  }

  removeTag(name: string): Promise<{ removed: RowRanges }> {
    return this.tables.db.writeSoon(() => edits.removeTag(this.tables, name));
  }

  renameTag(name: string, newName: string): Promise<void> {
    return this.tables.db.writeSoon(() => edits.renameTag(this.tables, name, newName));
  }

  /** @returns what it was */
  setNote(row: number, text: string): Promise<string> {
    return this.tables.db.writeSoon(() => edits.setNote(this.tables, row, text));
  }

  /** See edits.ts: startColumn before an operation computes a column anew, writeColumn for some rows at a time. */
  startColumn(definition: ColumnDefinition): Promise<string> {
    return this.tables.db.writeSoon(() => edits.startColumn(this.tables, definition));
  }

  writeColumn(
    definition: ColumnDefinition,
    rows: ArrayLike<number>,
    values: ArrayLike<ColumnValue>,
  ): Promise<string> {
    return this.tables.db.writeSoon(() => edits.writeColumn(this.tables, definition, rows, values));
  }

  removeColumn(name: string): Promise<void> {
    return this.tables.db.writeSoon(() => edits.removeColumn(this.tables, name));
  }

  /** It was used now: see listStores. */
  touch(): void {
    const now = new Date();
    utimesSync(storePath(this.folder, 'database'), now, now);
  }

  /** Can be called twice. */
  async close(): Promise<void> {
    await this.#vectors.close();
    await this.tables.db.close();
  }

  #check(from: number, to: number): void {
    if (from !== to || !(from >= 0)) edits.checkRows(this.tables, [[from, to]]);
  }
}

const floats = ({ buffer }: Uint8Array<ArrayBuffer>) => new Float32Array(buffer);
