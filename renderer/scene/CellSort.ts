const CELLS_PER_SIDE_MOST = 48;
/** Rows between two looks at the clock. */
const SLICE_ROWS = 4096;

/** Rows 0..count-1 of a set of points, sorted into the cells of a grid of side × side × side boxes around them. */
export interface CellOrder {
  readonly count: number;
  readonly side: number;
  /** Lowest corner of the grid and size of a cell, [3] each, projection units. */
  readonly low: readonly number[];
  readonly cellSize: readonly number[];
  /** [side³+1]: where each cell's rows begin in `order`, cell = x + side · (y + side · z). */
  readonly starts: Uint32Array;
  readonly order: Uint32Array;
}

/**
 * A counting sort into cells, O(N), in slices: a million points take longer than a frame. Rows keep their order within
 * a cell. Rows with a value that is not finite are left out: they are not drawn either.
 */
export class CellSort {
  readonly #positions: Float32Array;
  readonly #count: number;
  readonly #side: number;
  readonly #low = [Infinity, Infinity, Infinity];
  readonly #high = [-Infinity, -Infinity, -Infinity];
  readonly #cellSize = [0, 0, 0];
  /** Each row's cell, side³ for none. */
  readonly #cells: Uint32Array;
  readonly #starts: Uint32Array;
  readonly #order: Uint32Array;
  #next: Uint32Array | null = null;
  #phase: 'extent' | 'count' | 'place' | 'done' = 'extent';
  #row = 0;

  /** Borrows positions [≥ count,3], which must not change until the sort is done. */
  constructor(positions: Float32Array, count: number) {
    this.#positions = positions;
    this.#count = count;
    this.#side = Math.min(CELLS_PER_SIDE_MOST, Math.max(1, Math.ceil(Math.cbrt(count / 8))));
    this.#cells = new Uint32Array(count);
    this.#starts = new Uint32Array(this.#side ** 3 + 2);
    this.#order = new Uint32Array(count);
  }

  get count(): number {
    return this.#count;
  }

  /** Goes on until `deadlineMs` (performance.now()), at least one slice. The order when done, else null. */
  step(deadlineMs: number): CellOrder | null {
    do {
      const to = Math.min(this.#count, this.#row + SLICE_ROWS);
      if (this.#phase === 'extent') this.#measure(this.#row, to);
      else if (this.#phase === 'count') this.#countCells(this.#row, to);
      else if (this.#phase === 'place') this.#place(this.#row, to);
      this.#row = to;
      if (to === this.#count) this.#nextPhase();
    } while (this.#phase !== 'done' && performance.now() < deadlineMs);
    if (this.#phase !== 'done') return null;
    return {
      count: this.#count,
      side: this.#side,
      low: this.#low,
      cellSize: this.#cellSize,
      starts: this.#starts,
      order: this.#order,
    };
  }

  #nextPhase(): void {
    this.#row = 0;
    if (this.#phase === 'extent') {
      for (let k = 0; k < 3; k++) {
        this.#cellSize[k] = Math.max(0, (this.#high[k] as number) - (this.#low[k] as number)) / this.#side;
      }
      this.#phase = 'count';
    } else if (this.#phase === 'count') {
      const starts = this.#starts;
      for (let cell = 1; cell < starts.length; cell++) starts[cell]! += starts[cell - 1] as number;
      this.#next = starts.slice();
      this.#phase = 'place';
    } else {
      this.#phase = 'done';
    }
  }

  #measure(from: number, to: number): void {
    const positions = this.#positions;
    for (let k = 0; k < 3; k++) {
      let low = this.#low[k] as number;
      let high = this.#high[k] as number;
      for (let i = from * 3 + k; i < to * 3; i += 3) {
        const value = positions[i] as number;
        if (!Number.isFinite(value)) continue;
        if (value < low) low = value;
        if (value > high) high = value;
      }
      this.#low[k] = low;
      this.#high[k] = high;
    }
  }

  #countCells(from: number, to: number): void {
    const positions = this.#positions;
    const side = this.#side;
    const [lowX = 0, lowY = 0, lowZ = 0] = this.#low;
    const perX = perUnit(this.#cellSize[0]);
    const perY = perUnit(this.#cellSize[1]);
    const perZ = perUnit(this.#cellSize[2]);
    const last = side - 1;
    for (let row = from; row < to; row++) {
      const x = ((positions[row * 3] as number) - lowX) * perX;
      const y = ((positions[row * 3 + 1] as number) - lowY) * perY;
      const z = ((positions[row * 3 + 2] as number) - lowZ) * perZ;
      const cell = Number.isFinite(x + y + z)
        ? Math.min(last, x | 0) + side * (Math.min(last, y | 0) + side * Math.min(last, z | 0))
        : side ** 3;
      this.#cells[row] = cell;
      this.#starts[cell + 1]!++;
    }
  }

  #place(from: number, to: number): void {
    const next = this.#next as Uint32Array;
    for (let row = from; row < to; row++) this.#order[next[this.#cells[row] as number]!++] = row;
  }
}

/** Cells per unit; where all rows share one value, all lie in cell 0. */
function perUnit(cellSize: number | undefined): number {
  return cellSize ? 1 / cellSize : 0;
}
