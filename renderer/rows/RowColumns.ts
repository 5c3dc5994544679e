import { SvelteMap } from 'svelte/reactivity';
import { CollectionGone } from '../connection/fetchRows.ts';
import type { ColumnInfo, ColumnValues } from '../../protocol/columns.ts';
import type { fetchColumn } from '../connection/fetchColumn.ts';

interface Kept {
  version: number;
  column: ColumnValues;
}

/**
 * Columns of the open collection, by name: each is fetched when it is first asked for, and again when its values have
 * changed or rows were added. Until then the last known values stay.
 */
export class RowColumns {
  readonly #fetch: typeof fetchColumn;
  readonly #onError: (error: unknown) => void;
  #collectionId: string | null = null;
  #count = 0;
  readonly #kept = new SvelteMap<string, Kept>();
  /** What is on its way: 'name version count'. */
  #asked = new Set<string>();

  constructor(fetch: typeof fetchColumn, onError: (error: unknown) => void) {
    this.#fetch = fetch;
    this.#onError = onError;
  }

  /** Tells which collection is open and how many rows it has; columns of another one are forgotten. */
  reset(collectionId: string | null, count: number): void {
    if (collectionId !== this.#collectionId) {
      this.#kept.clear();
      this.#asked = new Set();
    }
    this.#collectionId = collectionId;
    this.#count = count;
  }

  /** The column's values, null until they are here; whoever shows them is shown the next ones by themselves. */
  get(info: Pick<ColumnInfo, 'name' | 'type' | 'version'>): ColumnValues | null {
    const kept = this.#kept.get(info.name);
    const isFresh = kept?.version === info.version && kept.column.values.length >= this.#count;
    if (!isFresh) void this.#ask(info);
    return kept?.column.type === info.type ? kept.column : null;
  }

  async #ask(info: Pick<ColumnInfo, 'name' | 'type' | 'version'>): Promise<void> {
    const id = this.#collectionId;
    const count = this.#count;
    const key = JSON.stringify([info.name, info.version, count]);
    const asked = this.#asked;
    if (id === null || count === 0 || asked.has(key)) return;
    asked.add(key);
    try {
      const column = await this.#fetch(id, info, 0, count);
      const newer = this.#kept.get(info.name);
      if (id !== this.#collectionId || (newer && newer.version > info.version)) return;
      this.#kept.set(info.name, { version: info.version, column });
    } catch (error) {
      // A newer collection announces itself with an event of its own.
      if (!(error instanceof CollectionGone) && id === this.#collectionId) this.#onError(error);
    } finally {
      asked.delete(key);
    }
  }
}
