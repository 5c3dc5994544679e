import type { ColumnFilter } from '../../../protocol/document.ts';
import { EngineError } from '../../../protocol/EngineError.ts';
import { Histogram } from '../../../protocol/histogram.ts';
import type { RowRanges } from '../../../protocol/rowRanges.ts';
import type { DistanceMetric } from '../../../protocol/wire.ts';
import { FLAG_NAMES, rowsFilter } from '../../../protocol/rowsFilter.ts';
import type { CollectionStore } from '../CollectionStore.ts';
import { NAME_COLUMN } from '../columns/ownColumns.ts';
import { distancesFrom } from './distancesFrom.ts';
import { LoadedColumns, ROWS_AT_ONCE } from './LoadedColumns.ts';
import { orderOfTexts } from './orderOfTexts.ts';
import { searchRows } from './searchRows.ts';
import { Turns } from './Turns.ts';
import { orderOfCategories, orderOfNumbers, pageOf, type SortOrder } from './sortOrder.ts';

/** Orders that are kept: a table is turned from one to the other and back. */
const MAX_ORDERS = 4;

/**
 * Questions about a million rows, answered from typed arrays in memory. None keeps the process from other things for
 * longer than some milliseconds.
 */
export class CollectionQueries {
  readonly columns: LoadedColumns;
  readonly #store: CollectionStore;
  /** By column, '' for names; in the order in which they were asked for last. */
  readonly #orders = new Map<string, { stamp: string; order: SortOrder }>();

  constructor(store: CollectionStore) {
    this.#store = store;
    this.columns = new LoadedColumns(store.tables);
  }

  /** [n] uint8: 1 for rows that are gone, or that a filter leaves out. */
  async leftOut(filters: Readonly<Record<string, ColumnFilter>>): Promise<Uint8Array<ArrayBuffer>> {
    const turns = new Turns();
    const leftOut = new Uint8Array(this.#store.cursor.rows);
    for (let from = 0; from < leftOut.length; from += ROWS_AT_ONCE) {
      leftOut.set(this.#store.states(from, Math.min(leftOut.length, from + ROWS_AT_ONCE)), from);
      await turns.next();
    }
    for (const [name, filter] of Object.entries(filters)) {
      const column = await this.columns.get(name);
      const leaveOut = rowsFilter(column.info, column, filter);
      if (leaveOut) await turns.forRows(column.count, (from, to) => leaveOut(leftOut, from, to));
    }
    return leftOut;
  }

  /**
   * Counts of a number's or date's values in bins over its range or a given one.
   * @param groupBy a category, whose rows are counted apart
   * @returns [categories + 1][bins], the last for rows without one; [1][bins] without groupBy
   */
  async histogram(
    name: string,
    options: {
      bins: number;
      range?: readonly [min: number, max: number];
      groupBy?: string;
      leftOut?: Uint8Array;
    },
  ): Promise<Uint32Array[]> {
    const { bins, groupBy, leftOut = null } = options;
    const column = await this.columns.get(name);
    if (column.type !== 'number' && column.type !== 'date') throw noScale(name, column.type);
    const group = groupBy === undefined ? null : await this.columns.get(groupBy);
    if (group && group.type !== 'category') throw noScale(group.info.name, group.type);
    const [min, max] = options.range ?? column.info.range ?? [0, 0];
    const groups =
      group?.type === 'category' ? { codes: group.values, count: group.info.categories.length } : null;
    const { values, count } = column;
    const histogram = new Histogram({ min, max, bins }, groups);
    await new Turns().forRows(count, (from, to) => histogram.add(values, leftOut, from, to));
    return histogram.counts;
  }

  /**
   * Rows in the order of a column, from an offset on; those without a value come last.
   * @param name of a column; null for the images' names
   */
  async sortedPage(
    name: string | null,
    options: {
      direction: 'ascending' | 'descending';
      offset: number;
      limit: number;
      leftOut?: Uint8Array;
    },
  ): Promise<number[]> {
    const { direction, offset, limit, leftOut = null } = options;
    return pageOf(await this.order(name), direction, offset, limit, leftOut);
  }

  /**
   * All rows in ascending order of a column; not to be written to.
   * @param name of a column; null for the images' names
   */
  async order(name: string | null): Promise<SortOrder> {
    const { tables, cursor } = this.#store;
    const column = name === null ? null : tables.columns.get(name);
    const key = name ?? '';
    const stamp = `${cursor.rows} ${column ? column.stamp : cursor.revision}`;
    const known = this.#orders.get(key);
    this.#orders.delete(key);
    const order = known?.stamp === stamp ? known.order : await this.#sort(name, column?.type === 'text');
    this.#orders.set(key, { stamp, order });
    for (const oldest of [...this.#orders.keys()].slice(0, -MAX_ORDERS)) this.#orders.delete(oldest);
    return order;
  }

  /**
   * All rows by how far their z is from one, the nearest first.
   * @param z [D]
   * @param metric see METRIC_PARAMETER in protocol/wire.ts
   * @returns distances [n] float64, by row
   */
  async nearestFirst(
    z: Float32Array,
    metric: DistanceMetric = 'l2',
    signal?: AbortSignal,
  ): Promise<{ order: SortOrder; distances: Float64Array<ArrayBuffer> }> {
    const distances = await distancesFrom(this.#store, z, metric, signal);
    return { order: await orderOfNumbers(distances), distances };
  }

  /** Rows in whose name or texts every word occurs. */
  search(query: string): Promise<RowRanges> {
    return searchRows(this.#store.tables, query);
  }

  async #sort(name: string | null, isText: boolean): Promise<SortOrder> {
    const { tables, cursor } = this.#store;
    if (name === null || isText) {
      const column = name === null ? NAME_COLUMN : tables.columns.get(name);
      return orderOfTexts(cursor.rows, (from, to) => tables.blocks.texts(column, from, to));
    }
    const column = await this.columns.get(name);
    if (column.values instanceof Float64Array) return orderOfNumbers(column.values);
    const names = column.type === 'flag' ? FLAG_NAMES : column.info.categories.map((one) => one.name);
    return orderOfCategories(column.values, names);
  }
}

function noScale(name: string, type: string): EngineError {
  return new EngineError(
    'bad-request',
    `Column "${name}" is of type ${type}: a histogram is of a number or a date, by a category.`,
  );
}
