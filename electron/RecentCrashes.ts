/** A page that crashed this often within CRASH_WINDOW_MS would crash again: a person is asked before it is loaded once more. */
export const MAX_CRASHES = 3;
export const CRASH_WINDOW_MS = 60_000;

/** Counts a page's crashes, so that one that keeps crashing is not loaded again for ever. */
export class RecentCrashes {
  #timesMs: number[] = [];

  /**
   * Notes one more crash.
   * @param nowMs of a clock that is never set back
   * @returns whether the page may be loaded again unasked
   */
  mayReload(nowMs: number): boolean {
    this.#timesMs = this.#timesMs.filter((timeMs) => nowMs - timeMs < CRASH_WINDOW_MS);
    this.#timesMs.push(nowMs);
    return this.#timesMs.length < MAX_CRASHES;
  }

  /** A person asked for another try. */
  forget(): void {
    this.#timesMs = [];
  }
}
