import { setImmediate } from 'node:timers/promises';

/** A frame has 16 ms; a slice ends late by what is done between two looks at the clock, and by a garbage collection. */
const SLICE_MS = 4;
/** Rows of a plain loop that take far less than a slice. */
const ROWS_PER_LOOK = 8192;

/** Splits long work into slices, between which everything else has its turn. */
export class Turns {
  #sinceMs = performance.now();

  /** Call often. Resolves at once while the slice lasts, else after all that waits had its turn. */
  next(): Promise<void> | undefined {
    return performance.now() - this.#sinceMs < SLICE_MS ? undefined : this.#yield();
  }

  /**
   * Does work for n rows, some thousand at a time.
   * @param work false when the rest need not be done
   */
  async forRows(count: number, work: (from: number, to: number) => boolean | void): Promise<void> {
    for (let from = 0; from < count; from += ROWS_PER_LOOK) {
      if (work(from, Math.min(count, from + ROWS_PER_LOOK)) === false) return;
      const turn = this.next();
      if (turn) await turn;
    }
  }

  async #yield(): Promise<void> {
    await setImmediate();
    this.#sinceMs = performance.now();
  }
}
