/** One run of a session holds this thread: about a frame of it is not felt in a drag. */
const WANTED_MS = 16;

/** How many items a run of much work takes at a time, by how long the last ones took. */
export class Pace {
  readonly #most: number;
  #size: number;

  constructor(most: number, first = 8) {
    this.#most = most;
    this.#size = Math.min(first, most);
  }

  get size(): number {
    return this.#size;
  }

  /** So many items took so long. A single slow run, as the first is, makes the next smaller and not for good. */
  ran(count: number, tookMs: number): void {
    const fitting = Math.floor((count * WANTED_MS) / Math.max(tookMs, 0.1));
    this.#size = Math.max(1, Math.min(this.#most, 2 * this.#size, fitting));
  }
}
