import type { KnownRow, RowTable } from './RowTable.ts';

/** Rows that are read ahead: few after a jump, more and more as long as each is the one that is asked for. */
const FEWEST_AHEAD = 16;
const MOST_AHEAD = 1024;
/** Files that may have gone one after the other before a row is looked for in the index. */
const SKIPPED = 32;

/**
 * Finds the rows of files, fast when they are asked for in the order of their rows: a search finds files in the order in
 * which an earlier one did. Rows must not change meanwhile.
 */
export class RowsInOrder {
  readonly #table: RowTable;
  #ahead: KnownRow[] = [];
  #next = 0;
  #size = FEWEST_AHEAD;

  constructor(table: RowTable) {
    this.#table = table;
  }

  find(path: string, arrayRow: number): KnownRow | null {
    if (this.#next === this.#ahead.length) this.#readOn();
    const last = Math.min(this.#next + SKIPPED, this.#ahead.length);
    for (let at = this.#next; at < last; at++) {
      const row = this.#ahead[at]!;
      if (row.arrayRow !== arrayRow || row.path !== path) continue;
      this.#next = at + 1;
      return row;
    }
    const found = this.#table.find(path, arrayRow);
    if (found) this.#jumpTo(found.row + 1);
    return found;
  }

  #readOn(): void {
    const last = this.#ahead.at(-1);
    if (!last) return;
    this.#size = Math.min(this.#size * 2, MOST_AHEAD);
    this.#ahead = this.#table.range(last.row + 1, last.row + 1 + this.#size);
    this.#next = 0;
  }

  #jumpTo(row: number): void {
    const first = this.#ahead[0];
    if (first && row >= first.row && row < first.row + this.#ahead.length) {
      this.#next = row - first.row;
      return;
    }
    this.#size = FEWEST_AHEAD;
    this.#ahead = this.#table.range(row, row + this.#size);
    this.#next = 0;
  }
}
