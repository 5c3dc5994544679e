/** The cell of a row whose thumbnail is not on the GPU. */
export const NO_CELL = 0xffff_ffff;
const END = -1;

/**
 * Which rows' thumbnails lie in the atlas's cells, in the order of their last use: where none is free the one used
 * longest ago goes. A doubly linked list in two arrays, so that each step costs the same at any size.
 */
export class TileCells {
  #rows = new Uint32Array(0);
  /** Towards what was used later and earlier. */
  #later = new Int32Array(0);
  #earlier = new Int32Array(0);
  #latest = END;
  #earliest = END;
  #used = 0;

  get capacity(): number {
    return this.#rows.length;
  }

  /** Empties all cells. */
  reset(capacity: number): void {
    this.#rows = new Uint32Array(capacity);
    this.#later = new Int32Array(capacity);
    this.#earlier = new Int32Array(capacity);
    this.#latest = this.#earliest = END;
    this.#used = 0;
  }

  /** More cells; those there are stay. */
  grow(capacity: number): void {
    const { length } = this.#rows;
    if (capacity <= length) return;
    const grown = (old: Int32Array) => {
      const array = new Int32Array(capacity);
      array.set(old);
      return array;
    };
    const rows = new Uint32Array(capacity);
    rows.set(this.#rows);
    this.#rows = rows;
    this.#later = grown(this.#later);
    this.#earlier = grown(this.#earlier);
  }

  /** The cell that take() gives: free ones in order, then the one used longest ago. -1 without any. */
  get next(): number {
    return this.#used < this.capacity ? this.#used : this.#earliest;
  }

  /** The row whose thumbnail lies in that cell; null while it is free. */
  get rowToGo(): number | null {
    if (this.#used < this.capacity || this.#earliest === END) return null;
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
    if (earlier === END) this.#earliest = later;
    else this.#later[earlier] = later;
    this.#putLatest(cell);
  }

  #putLatest(cell: number): void {
    this.#earlier[cell] = this.#latest;
    this.#later[cell] = END;
    if (this.#latest === END) this.#earliest = cell;
    else this.#later[this.#latest] = cell;
    this.#latest = cell;
  }
}
