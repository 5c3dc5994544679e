/** The cell of a row whose thumbnail is not on the GPU. Cells are numbered from 1, so that zeroed memory says "none". */
export const NO_CELL = 0;

/**
 * Which rows' thumbnails lie in the atlas's cells, in the order of their last use: where none is free the one used
 * longest ago goes. A doubly linked list in two arrays, so that each step costs the same at any size.
 */
export class TileCells {
  /** By cell; NO_CELL ends both ways. */
  #rows = new Uint32Array(1);
  #later = new Uint32Array(1);
  #earlier = new Uint32Array(1);
  #latest = NO_CELL;
  #earliest = NO_CELL;
  #used = 0;

  get capacity(): number {
    return this.#rows.length - 1;
  }

  /** Empties all cells. */
  reset(capacity: number): void {
    this.#rows = new Uint32Array(capacity + 1);
    this.#later = new Uint32Array(capacity + 1);
    this.#earlier = new Uint32Array(capacity + 1);
    this.#latest = this.#earliest = NO_CELL;
    this.#used = 0;
  }

  /** More cells; those there are stay. */
  grow(capacity: number): void {
    if (capacity <= this.capacity) return;
    this.#rows = grown(this.#rows, capacity + 1);
    this.#later = grown(this.#later, capacity + 1);
    this.#earlier = grown(this.#earlier, capacity + 1);
  }

  /** The cell that take() gives: free ones in order, then the one used longest ago. NO_CELL without any. */
  get next(): number {
    return this.#used < this.capacity ? this.#used + 1 : this.#earliest;
  }

  /** The row whose thumbnail lies in that cell; null while it is free. */
  get rowToGo(): number | null {
    if (this.#used < this.capacity || this.#earliest === NO_CELL) return null;
    return this.#rows[this.#earliest] as number;
  }

  /** A cell for this row, which becomes the latest used. Needs a capacity. */
  take(row: number): number {
    const cell = this.next;
    this.#rows[cell] = row;
    if (this.#used < this.capacity) {
      this.#used++;
      this.#putLatest(cell);
    } else {
      this.touch(cell);
    }
    return cell;
  }

  /** This cell's row is wanted now. */
  touch(cell: number): void {
    if (cell === this.#latest) return;
    const later = this.#later[cell] as number;
    const earlier = this.#earlier[cell] as number;
    this.#earlier[later] = earlier;
    if (earlier === NO_CELL) this.#earliest = later;
    else this.#later[earlier] = later;
    this.#putLatest(cell);
  }

  #putLatest(cell: number): void {
    this.#earlier[cell] = this.#latest;
    this.#later[cell] = NO_CELL;
    if (this.#latest === NO_CELL) this.#earliest = cell;
    else this.#later[this.#latest] = cell;
    this.#latest = cell;
  }
}

function grown(old: Uint32Array, length: number): Uint32Array<ArrayBuffer> {
  const array = new Uint32Array(length);
  array.set(old);
  return array;
}
