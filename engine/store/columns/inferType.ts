import type { ColumnType } from '../../../protocol/columns.ts';
import { readCell } from './readCell.ts';

/** In this order the first type that every cell is a value of. */
const STRICT_TYPES = ['flag', 'number', 'date'] as const;
/** A category is for colours, chips and filters: few values, each of many images. */
const MAX_INFERRED_CATEGORIES = 1000;
const ROWS_PER_CATEGORY = 2;

/** What all cells of a metadata column have in common. */
export class CellSurvey {
  /** Cells with something in them. */
  #known = 0;
  readonly #fits = new Set<ColumnType>(STRICT_TYPES);
  /** Whether a cell said more than that there is nothing. */
  readonly #says = new Set<ColumnType>();
  /** Different cells, as many as were asked for. */
  readonly distinct = new Set<string>();
  readonly #maxDistinct: number;

  /** @param maxDistinct beyond these, different cells are not told apart any more */
  constructor(maxDistinct = MAX_INFERRED_CATEGORIES + 1) {
    this.#maxDistinct = maxDistinct;
  }

  /** Whether no cell had anything in it. */
  get isEmpty(): boolean {
    return this.#known === 0;
  }

  add(cell: string): void {
    if (cell === '') return;
    this.#known += 1;
    for (const type of this.#fits) {
      const value = readCell(type, cell);
      if (value === undefined) this.#fits.delete(type);
      else if (value !== null) this.#says.add(type);
    }
    if (this.distinct.size < this.#maxDistinct) this.distinct.add(cell);
  }

  /** Whether every cell is a value of the type. A category's codes are another matter. */
  fits(type: ColumnType): boolean {
    return type === 'text' || type === 'category' || this.#fits.has(type);
  }

  /**
   * flag (true, false, yes, no), number, date (ISO 8601) where all cells are such; else category where few values occur
   * often, else text.
   */
  get type(): ColumnType {
    const strict = STRICT_TYPES.find((type) => this.#fits.has(type) && this.#says.has(type));
    if (strict) return strict;
    const { size } = this.distinct;
    const isCategory = size <= MAX_INFERRED_CATEGORIES && size * ROWS_PER_CATEGORY <= this.#known;
    return isCategory ? 'category' : 'text';
  }
}
