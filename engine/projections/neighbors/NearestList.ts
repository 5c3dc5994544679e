/**
 * The nearest of the rows that are offered, kept sorted: by distance, those equally far by row number. One list is used for
 * query after query.
 */
export class NearestList {
  readonly rows: Uint32Array;
  /** Squared. */
  readonly squares: Float64Array;
  /** How many are kept now. */
  size = 0;
  readonly #capacity: number;

  /** @param capacity at least 1 */
  constructor(capacity: number) {
    this.#capacity = capacity;
    this.rows = new Uint32Array(capacity);
    this.squares = new Float64Array(capacity);
  }

  /** No row farther than this is kept. */
  get limit(): number {
    return this.size < this.#capacity ? Infinity : this.squares[this.#capacity - 1]!;
  }

  clear(): void {
    this.size = 0;
  }

  offer(row: number, square: number): void {
    const { rows, squares } = this;
    let at = this.size;
    if (at === this.#capacity) {
      at -= 1;
      if (!isBefore(square, row, squares[at]!, rows[at]!)) return;
    } else this.size += 1;
    for (; at > 0 && isBefore(square, row, squares[at - 1]!, rows[at - 1]!); at--) {
      squares[at] = squares[at - 1]!;
      rows[at] = rows[at - 1]!;
    }
    squares[at] = square;
    rows[at] = row;
  }
}

function isBefore(square: number, row: number, otherSquare: number, otherRow: number): boolean {
  return square < otherSquare || (square === otherSquare && row < otherRow);
}
