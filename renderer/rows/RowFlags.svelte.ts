import { rangesOfRows } from '../../protocol/rowRanges.ts';
import { rowsFilter } from '../../protocol/rowsFilter.ts';
import { FILTERED, GONE, HIDDEN, NOT_DRAWN, SELECTED } from '../scene/rowFlags.ts';
import type { HourglassDocument } from '../../protocol/document.ts';
import type { RowRanges } from '../../protocol/rowRanges.ts';
import type { Columns } from './Columns.svelte.ts';

/** What decides which rows are shown and selected. */
export interface FlagSources {
  count: number;
  /** [≥ count] 1 where a row's file is gone */
  states: Uint8Array;
  columns: Pick<Columns, 'info' | 'values'>;
  document: Pick<HourglassDocument, 'filters' | 'hidden' | 'selection'>;
  /** Rows that the search has found; null where nothing is searched for. */
  found: RowRanges | null;
  /** The row that what is selected is compared with; it stands out as if it were selected too. */
  compared: number | null;
}

/** A byte of flags for every row, from the document, the columns and the search: for the scene, lists and steps. */
export class RowFlags {
  #flags: Uint8Array<ArrayBuffer> = new Uint8Array();
  #left: Uint8Array = new Uint8Array();
  /** Counted apart: an effect that updates must not depend on what it writes. */
  #updates = 0;
  /** Grows when any flag may have changed. */
  version = $state(0);
  /** How many rows nothing keeps from being shown. */
  shownCount = $state(0);

  /** [count], a view: not to be written to. */
  get flags(): Uint8Array<ArrayBuffer> {
    return this.#flags;
  }

  isShown(row: number): boolean {
    return row < this.#flags.length && (this.#flags[row]! & NOT_DRAWN) === 0;
  }

  /** Rows that nothing keeps from being shown. */
  shownRows(): RowRanges {
    const rows: number[] = [];
    for (let row = 0; row < this.#flags.length; row++) if (this.isShown(row)) rows.push(row);
    return rangesOfRows(rows);
  }

  /** Reads the sources anew, each of which may be reactive. */
  update({ count, states, columns, document, found, compared }: FlagSources): void {
    if (this.#flags.length !== count) {
      this.#flags = new Uint8Array(count);
      this.#left = new Uint8Array(count);
    }
    const flags = this.#flags;
    const left = this.#left.fill(0);
    for (const [name, filter] of Object.entries(document.filters)) {
      const info = columns.info(name);
      const column = columns.values(name);
      if (info && column) rowsFilter(info, column, filter)?.(left, 0, column.values.length);
    }
    for (let row = 0; row < count; row++) flags[row] = (states[row] ? GONE : 0) | (left[row] ? FILTERED : 0);
    if (found) {
      let at = 0;
      for (const [from, to] of found) {
        addFlag(flags, at, from, FILTERED);
        at = to;
      }
      addFlag(flags, at, count, FILTERED);
    }
    for (const [from, to] of document.hidden) addFlag(flags, from, to, HIDDEN);
    for (const [from, to] of document.selection.rows) addFlag(flags, from, to, SELECTED);
    if (compared !== null) addFlag(flags, compared, compared + 1, SELECTED);
    let shown = 0;
    for (let row = 0; row < count; row++) if ((flags[row]! & NOT_DRAWN) === 0) shown += 1;
    this.shownCount = shown;
    this.version = ++this.#updates;
  }
}

function addFlag(flags: Uint8Array, from: number, to: number, flag: number): void {
  for (let row = from; row < Math.min(to, flags.length); row++) flags[row]! |= flag;
}
