import type { fetchRows } from '../connection/fetchRows.ts';

/** What z of single rows may take together; at least KEPT_AT_LEAST of them are kept. */
const BUDGET_BYTES = 4 * 1024 * 1024;
const KEPT_AT_LEAST = 64;

/**
 * z of the rows a person has been at: the page never holds those of a whole collection. Fetched when a row is under the
 * pointer, selected or pressed; what was used longest ago goes first.
 */
export class RowLatents {
  readonly #fetch: typeof fetchRows;
  #collectionId: string | null = null;
  #of = '';
  #latentSize = 0;
  #kind: 'latents' | 'liveLatents' = 'latents';
  /** In the order of use, the latest last. */
  #known = new Map<number, Float32Array>();
  #asked = new Map<number, Promise<Float32Array>>();

  constructor(fetch: typeof fetchRows) {
    this.#fetch = fetch;
  }

  /**
   * Tells which collection is open; rows of another one are forgotten.
   * @param of changes when any z may have
   * @param kind whose z: of the model that is open, or of one in training
   */
  reset(
    of: string,
    collectionId: string | null,
    latentSize: number,
    kind: 'latents' | 'liveLatents' = 'latents',
  ): void {
    if (of === this.#of && latentSize === this.#latentSize) return;
    this.#of = of;
    this.#collectionId = collectionId;
    this.#latentSize = latentSize;
    this.#kind = kind;
    this.#known = new Map();
    this.#asked = new Map();
  }

  /** [D] float32, not to be written to; null where it has not been fetched. */
  peek(row: number): Float32Array | null {
    const z = this.#known.get(row);
    if (!z) return null;
    this.#known.delete(row);
    this.#known.set(row, z);
    return z;
  }

  /** As peek, fetched where it is not here. Rejects where no such row can be had. */
  load(row: number): Promise<Float32Array> {
    const known = this.peek(row);
    if (known) return Promise.resolve(known);
    const asked = this.#asked.get(row) ?? this.#ask(row);
    this.#asked.set(row, asked);
    return asked;
  }

  async #ask(row: number): Promise<Float32Array> {
    const id = this.#collectionId;
    if (id === null) throw new Error(`There is no row ${row}: no collection is open.`);
    const asked = this.#asked;
    const known = this.#known;
    try {
      const z = new Float32Array(await this.#fetch(this.#kind, id, row, row + 1, this.#latentSize * 4));
      known.set(row, z);
      this.#forgetOldest();
      return z;
    } finally {
      asked.delete(row);
    }
  }

  #forgetOldest(): void {
    const kept = Math.max(KEPT_AT_LEAST, Math.floor(BUDGET_BYTES / (this.#latentSize * 4 || 1)));
    for (const row of this.#known.keys()) {
      if (this.#known.size <= kept) return;
      this.#known.delete(row);
    }
  }
}
