import { setImmediate } from 'node:timers/promises';

/** A frame has 16 ms, and a slice may end a little late. */
const SLICE_MS = 6;
/** Rows of a plain loop that take far less than a slice. */
const ROWS_PER_LOOK = 16_384;

/** Splits long work into slices, between which everything else has its turn. */
export class Turns {
  #sinceMs = performance.now();

  /** Call often. Resolves at once while the slice lasts, else after all that waits had its turn. */
  next(): Promise<void> | undefined {
    return performance.now() - this.#sinceMs < SLICE_MS ? undefined : this.#yield();
  }

  /** Does work for n rows, some thousand at a time. */
  async forRows(count: number, work: (from: number, to: number) => void): Promise<void> {
    for (let from = 0; from < count; from += ROWS_PER_LOOK) {
      work(from, Math.min(count, from + ROWS_PER_LOOK));
      await this.next();
    }
  }

  async #yield(): Promise<void> {
    await setImmediate();
    this.#sinceMs = performance.now();
  }
}
