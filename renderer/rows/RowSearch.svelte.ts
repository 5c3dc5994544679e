import type { RowRanges } from '../../protocol/rowRanges.ts';

/** How long a person may pause in typing before what is there is searched for. */
const ASK_AFTER_MS = 150;

/** Rows whose name or texts hold what is searched for, asked of the engine. */
export class RowSearch {
  readonly #ask: (query: string) => Promise<RowRanges>;
  readonly #onError: (error: unknown) => void;
  /** What was found; null where nothing is searched for. While a search runs, what the last one found. */
  found = $state.raw<RowRanges | null>(null);
  #query = '';
  #of = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ask: (query: string) => Promise<RowRanges>, onError: (error: unknown) => void) {
    this.#ask = ask;
    this.#onError = onError;
  }

  /**
   * Searches, unless it was done already.
   * @param of what is searched: another collection, or more of it, is another search
   */
  search(query: string, of: string): void {
    const trimmed = query.trim();
    if (trimmed === this.#query && of === this.#of) return;
    this.#query = trimmed;
    this.#of = of;
    clearTimeout(this.#timer);
    if (trimmed === '') this.found = null;
    else this.#timer = setTimeout(() => void this.#run(trimmed, of), ASK_AFTER_MS);
  }

  async #run(query: string, of: string): Promise<void> {
    try {
      const found = await this.#ask(query);
      // A newer search has taken its place.
      if (query === this.#query && of === this.#of) this.found = found;
    } catch (error) {
      this.#onError(error);
    }
  }
}
