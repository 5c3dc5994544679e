import type { ColumnInfo, ColumnValues } from '../../../protocol/columns.ts';
import { EngineError } from '../../../protocol/EngineError.ts';
import { columnValues } from '../columns/readValues.ts';
import { readCursor } from '../StoreInfo.ts';
import type { StoreTables } from '../StoreTables.ts';
import { Turns } from './Turns.ts';

/** Numbers and codes of a column in memory, rows 0..count-1. */
export type LoadedColumn = Exclude<ColumnValues, { type: 'text' }> & { info: ColumnInfo; count: number };

/** Columns that are not asked for are given up beyond this. */
const MAX_BYTES = 256 * 1024 * 1024;
/** Rows that are read between two looks at the clock: whole blocks, a fraction of a millisecond. */
export const ROWS_AT_ONCE = 65_536;

/** Columns that queries read, kept in memory for the next one as long as nothing changes in them. */
export class LoadedColumns {
  readonly #tables: StoreTables;
  /** In the order in which they were asked for last. */
  readonly #columns = new Map<string, LoadedColumn & { stamp: number }>();

  constructor(tables: StoreTables) {
    this.#tables = tables;
  }

  /** @throws EngineError 'bad-request' where there is no such column, or it holds texts */
  async get(name: string): Promise<LoadedColumn> {
    const { columns, db } = this.#tables;
    const column = columns.get(name);
    if (column.type === 'text') {
      throw new EngineError('bad-request', `Column "${name}" holds texts, which have no place on a scale.`);
    }
    const { rows: count } = readCursor(db);
    const known = this.#columns.get(name);
    this.#columns.delete(name);
    if (known?.stamp === column.stamp && known.count === count) {
      this.#columns.set(name, known);
      return known;
    }
    const info = columns.info(column);
    const turns = new Turns();
    const loaded =
      column.type === 'number' || column.type === 'date'
        ? { type: column.type, values: new Float64Array(count) }
        : { type: column.type, values: new Uint16Array(count) };
    for (let from = 0; from < count; from += ROWS_AT_ONCE) {
      const part = columnValues(this.#tables, column, from, Math.min(count, from + ROWS_AT_ONCE));
      if (part.type !== 'text') loaded.values.set(part.values, from);
      await turns.next();
    }
    const kept = { ...loaded, info, count, stamp: column.stamp };
    this.#columns.set(name, kept);
    this.#trim();
    return kept;
  }

  #trim(): void {
    let bytes = 0;
    for (const [name, { values }] of [...this.#columns].reverse()) {
      bytes += values.byteLength;
      if (bytes > MAX_BYTES) this.#columns.delete(name);
    }
  }
}
