/** Cells of the mask, at most about: on a large screen one cell is more than a pixel wide. */
const CELLS_MOST = 1_500_000;

/**
 * What lies inside a closed path, cell by cell of a grid over the canvas, so that each of a million points is one look-up: its fields are
 * there to be read, as has() does.
 * A cell is inside where its middle is: within half a cell of the outline the answer may be the other one. What the path
 * goes around twice is inside too (non-zero winding), as a hand means it.
 */
export class LassoMask {
  /** Row by row of cells, 1 inside. Longer than columns · rows. */
  inside = new Uint8Array(0);
  /** How the winding number changes from each cell's left neighbour to it. */
  #turns = new Int16Array(0);
  /** The grid: its corner and its cells' side in CSS pixels, and its size in cells. */
  left = 0;
  top = 0;
  cellPx = 1;
  columns = 0;
  rows = 0;

  /** @param points [n,2] of x, y in CSS pixels; closed from the last to the first */
  fill(points: Float32Array, widthPx: number, heightPx: number): void {
    this.#fit(points, widthPx, heightPx);
    const n = points.length / 2;
    this.#turns.fill(0, 0, this.columns * this.rows);
    for (let k = 0; k < n; k++) {
      const next = k + 1 < n ? k + 1 : 0;
      this.#addEdge(
        points[k * 2] as number,
        points[k * 2 + 1] as number,
        points[next * 2] as number,
        points[next * 2 + 1] as number,
      );
    }
    let cell = 0;
    for (let row = 0; row < this.rows; row++) {
      let winding = 0;
      for (let column = 0; column < this.columns; column++, cell++) {
        winding += this.#turns[cell] as number;
        this.inside[cell] = winding === 0 ? 0 : 1;
      }
    }
  }

  /** CSS pixels in the canvas. */
  has(x: number, y: number): boolean {
    const column = Math.floor((x - this.left) / this.cellPx);
    const row = Math.floor((y - this.top) / this.cellPx);
    if (!(column >= 0 && row >= 0 && column < this.columns && row < this.rows)) return false;
    return this.inside[row * this.columns + column] === 1;
  }

  /** The grid covers the path as far as it is in the canvas. */
  #fit(points: Float32Array, widthPx: number, heightPx: number): void {
    let left = widthPx;
    let right = 0;
    let top = heightPx;
    let bottom = 0;
    for (let at = 0; at < points.length; at += 2) {
      left = Math.min(left, points[at] as number);
      right = Math.max(right, points[at] as number);
      top = Math.min(top, points[at + 1] as number);
      bottom = Math.max(bottom, points[at + 1] as number);
    }
    this.left = Math.max(0, Math.floor(left));
    this.top = Math.max(0, Math.floor(top));
    const width = Math.max(0, Math.min(widthPx, Math.ceil(right)) - this.left);
    const height = Math.max(0, Math.min(heightPx, Math.ceil(bottom)) - this.top);
    this.cellPx = Math.max(1, Math.ceil(Math.sqrt((width * height) / CELLS_MOST)));
    this.columns = Math.ceil(width / this.cellPx);
    this.rows = Math.ceil(height / this.cellPx);
    const cells = this.columns * this.rows;
    if (cells <= this.inside.length) return;
    this.inside = new Uint8Array(cells);
    this.#turns = new Int16Array(cells);
  }

  /** Where an edge crosses the middle line of a row of cells, all middles to the right of it are wound around once more. */
  #addEdge(fromX: number, fromY: number, toX: number, toY: number): void {
    if (fromY === toY) return;
    const direction = fromY < toY ? 1 : -1;
    const upperY = Math.min(fromY, toY);
    const lowerY = Math.max(fromY, toY);
    const slope = (toX - fromX) / (toY - fromY);
    const first = Math.max(0, Math.ceil((upperY - this.top) / this.cellPx - 0.5));
    // An end that lies on a middle line belongs to the edge below it.
    const last = Math.min(this.rows - 1, Math.ceil((lowerY - this.top) / this.cellPx - 0.5) - 1);
    for (let row = first; row <= last; row++) {
      const y = this.top + (row + 0.5) * this.cellPx;
      const x = fromX + (y - fromY) * slope;
      const column = Math.max(0, Math.ceil((x - this.left) / this.cellPx - 0.5));
      if (column < this.columns) this.#turns[row * this.columns + column]! += direction;
    }
  }
}
