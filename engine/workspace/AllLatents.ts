import type { CollectionStore } from '../store/CollectionStore.ts';

const ROWS_AT_ONCE = 32_768;

/** z of all rows of a collection, and which of them are there. */
export interface LatentRows {
  /** [rows,D] */
  readonly z: Float32Array<ArrayBuffer>;
  readonly rows: number;
  /** [rows], 1 where a row's file is gone. */
  readonly isGone: Uint8Array;
}

/** z of all rows in memory, from the first time that they are asked for: what looks for neighbours needs every one. */
export class AllLatents {
  readonly #store: CollectionStore;
  #known: { of: string; value: Promise<LatentRows> } | null = null;

  /** Borrows the store. */
  constructor(store: CollectionStore) {
    this.#store = store;
  }

  /** As they are now; the same object until rows are added or change. */
  get(): Promise<LatentRows> {
    const { rows, revision } = this.#store.cursor;
    const of = `${rows} ${revision}`;
    if (this.#known?.of !== of) {
      const value = this.#read(rows);
      this.#known = { of, value };
      value.catch(() => {
        if (this.#known?.value === value) this.#known = null;
      });
    }
    return this.#known.value;
  }

  async #read(rows: number): Promise<LatentRows> {
    const { latentSize } = this.#store;
    const z = new Float32Array(rows * latentSize);
    const isGone = new Uint8Array(rows);
    for (let from = 0; from < rows; from += ROWS_AT_ONCE) {
      const to = Math.min(rows, from + ROWS_AT_ONCE);
      z.set(await this.#store.latents(from, to), from * latentSize);
      isGone.set(this.#store.states(from, to), from);
    }
    return { z, rows, isGone };
  }
}
