/* eslint-disable svelte/prefer-svelte-reactivity -- that something has arrived is told by #arrivals */
import { NO_CODE } from '../../protocol/columns.ts';
import { CollectionGone } from '../connection/fetchOfCollection.ts';
import type { ColumnInfo, ColumnValues } from '../../protocol/columns.ts';
import type { fetchColumn } from '../connection/fetchColumn.ts';

/** Rows that one request brings at most: 4 MB of numbers. */
const ROWS_PER_REQUEST = 512 * 1024;

interface Held {
  version: number;
  count: number;
  values: ColumnValues;
}

/**
 * Columns of the open collection, fetched when something asks for them: what colours, filters or draws a histogram. What
 * is here stays while newer values are on their way, so that nothing blinks.
 */
export class Columns {
  readonly #fetch: typeof fetchColumn;
  readonly #onError: (error: unknown) => void;
  #infos = $state.raw<readonly ColumnInfo[]>([]);
  /** Grows when values have arrived: who has read a column reads it again. */
  #arrivals = $state(0);
  #collectionId: string | null = null;
  #revision = 0;
  #count = 0;
  #held = new Map<string, Held>();
  #asked = new Set<string>();

  /** @param onError told of columns that could not be fetched */
  constructor(fetch: typeof fetchColumn, onError: (error: unknown) => void) {
    this.#fetch = fetch;
    this.#onError = onError;
  }

  /** What columns there are. */
  get infos(): readonly ColumnInfo[] {
    return this.#infos;
  }

  info(name: string): ColumnInfo | null {
    return this.#infos.find((each) => each.name === name) ?? null;
  }

  /** Tells what is open: its columns, rows 0..count-1, and the revision of rows that changed in place. */
  sync(id: string | null, infos: readonly ColumnInfo[], count: number, revision: number): void {
    if (id !== this.#collectionId || revision !== this.#revision) {
      this.#held = new Map();
      this.#asked = new Set();
    }
    this.#collectionId = id;
    this.#revision = revision;
    this.#count = count;
    this.#infos = infos;
  }

  /**
   * Values of rows 0..n-1, where n may be fewer than there are by now; null until any have arrived. Reactive: asks for
   * what is missing, and is read again when that has come.
   */
  values(name: string): ColumnValues | null {
    void this.#arrivals;
    const info = this.info(name);
    if (!info) return null;
    const held = this.#held.get(name);
    if (!held || held.version !== info.version || held.count < this.#count) void this.#load(info);
    return held?.values.type === info.type ? held.values : null;
  }

  async #load(info: ColumnInfo): Promise<void> {
    const id = this.#collectionId;
    const count = this.#count;
    if (id === null || count === 0 || this.#asked.has(info.name)) return;
    const asked = this.#asked;
    asked.add(info.name);
    try {
      const held = this.#held.get(info.name);
      // Rows that were added do not change those before them.
      const isGrown = held?.version === info.version && held.values.type === info.type;
      const from = isGrown ? held.count : 0;
      const values = await this.#fetchAll(id, info, from, count);
      if (asked !== this.#asked) return;
      this.#held.set(info.name, {
        version: info.version,
        count,
        values: isGrown && from > 0 ? joined(held.values, values) : values,
      });
    } catch (error) {
      if (!(error instanceof CollectionGone)) this.#onError(error);
      return;
    } finally {
      asked.delete(info.name);
    }
    this.#arrivals++;
  }

  async #fetchAll(id: string, info: ColumnInfo, from: number, to: number): Promise<ColumnValues> {
    let all: ColumnValues | null = null;
    for (let at = from; at < to; at += ROWS_PER_REQUEST) {
      const part = await this.#fetch(id, info, at, Math.min(to, at + ROWS_PER_REQUEST));
      all = all ? joined(all, part) : part;
    }
    return all ?? emptyColumn(info.type);
  }
}

function joined(a: ColumnValues, b: ColumnValues): ColumnValues {
  if (a.type === 'text' && b.type === 'text') return { type: 'text', values: [...a.values, ...b.values] };
  if ((a.type === 'category' || a.type === 'flag') && a.type === b.type) {
    const values = new Uint16Array(a.values.length + b.values.length).fill(NO_CODE);
    values.set(a.values);
    values.set(b.values, a.values.length);
    return { type: a.type, values };
  }
  if ((a.type === 'number' || a.type === 'date') && a.type === b.type) {
    const values = new Float64Array(a.values.length + b.values.length);
    values.set(a.values);
    values.set(b.values, a.values.length);
    return { type: a.type, values };
  }
  throw new Error(`Expected more values of a ${a.type} column, got ${b.type}.`);
}

function emptyColumn(type: ColumnInfo['type']): ColumnValues {
  if (type === 'text') return { type, values: [] };
  return type === 'category' || type === 'flag'
    ? { type, values: new Uint16Array() }
    : { type, values: new Float64Array() };
}
