import type { CardSizing } from './cardSize.ts';
import type { CellOrder } from './CellSort.ts';
import type { OrbitCamera } from './OrbitCamera.ts';
import { NOT_DRAWN_STATE } from './RowStates.ts';

/** Cells or rows between two looks at the clock. */
const SLICE = 4096;
/** Cells are taken by depth in so many steps. */
const BUCKETS = 64;

/** What is searched: rows 0..count-1. */
export interface NearRowsOf {
  readonly count: number;
  readonly positions: Float32Array;
  readonly stateValues: Uint32Array;
}

/**
 * Finds the rows that are drawn on screen with images, the nearest and so the largest first, in slices: cells of the pick
 * grid from front to back, until there are enough rows. Rows that are not sorted into cells yet are tested one by one.
 * Within the thickness of a cell the order may be another at the end of a list that is cut off.
 */
export class NearRows {
  readonly #rows: NearRowsOf;
  readonly #order: CellOrder | null;
  readonly #most: number;
  readonly #eye: readonly [number, number, number];
  readonly #right: readonly [number, number, number];
  readonly #up: readonly [number, number, number];
  readonly #back: readonly [number, number, number];
  readonly #focalPx: number;
  /** Where a card's centre may lie, CSS pixels from the camera's centre. */
  readonly #low: readonly [number, number];
  readonly #high: readonly [number, number];
  readonly #depthLeast: number;
  readonly #depthMost: number;
  readonly #cellRadius: number;
  /** Each cell's bucket, BUCKETS for cells that cannot be seen; then the cells that can, by bucket. */
  readonly #buckets: Uint8Array;
  readonly #cellsByDepth: Uint32Array;
  readonly #starts = new Uint32Array(BUCKETS + 2);
  readonly #found: Uint32Array;
  readonly #depths: Float32Array;
  #foundCount = 0;
  #phase: 'cells' | 'rows' | 'tail' | 'done' = 'cells';
  #at = 0;

  /**
   * Borrows the rows and their order; what the camera and the sizes are now is kept.
   * @param most rows that are asked for
   */
  constructor(
    rows: NearRowsOf,
    order: CellOrder | null,
    view: OrbitCamera,
    sizing: CardSizing,
    most: number,
  ) {
    this.#rows = rows;
    this.#order = order;
    this.#most = most;
    const { position } = view.camera;
    this.#eye = [position.x, position.y, position.z];
    this.#right = [view.right.x, view.right.y, view.right.z];
    this.#up = [view.up.x, view.up.y, view.up.z];
    this.#back = [view.back.x, view.back.y, view.back.z];
    this.#focalPx = view.focalPx;
    const marginPx = sizing.maxPx / 2;
    this.#low = [-view.centreX - marginPx, view.centreY - view.heightPx - marginPx];
    this.#high = [view.widthPx - view.centreX + marginPx, view.centreY + marginPx];
    this.#depthLeast = sizing.nearDepth;
    this.#depthMost = (sizing.cardSize * sizing.focalPx) / sizing.dotPx;
    const [x = 0, y = 0, z = 0] = order?.cellSize ?? [];
    this.#cellRadius = Math.hypot(x, y, z) / 2;
    const cells = order ? order.side ** 3 : 0;
    this.#buckets = new Uint8Array(cells);
    this.#cellsByDepth = new Uint32Array(cells);
    // One more cell than is asked for may be taken whole; beyond that nobody needs more.
    this.#found = new Uint32Array(most * 2);
    this.#depths = new Float32Array(most * 2);
  }

  /** Goes on until `deadlineMs` (performance.now()), at least one slice. The rows when done, else null. */
  step(deadlineMs: number): Uint32Array<ArrayBuffer> | null {
    do {
      if (this.#phase === 'cells') this.#sortCells();
      else if (this.#phase === 'rows') this.#takeCells();
      else if (this.#phase === 'tail') this.#takeTail();
      else break;
    } while (performance.now() < deadlineMs);
    return this.#phase === 'done' ? this.#nearestFirst() : null;
  }

  #sortCells(): void {
    const order = this.#order;
    const cells = this.#buckets.length;
    const to = Math.min(cells, this.#at + SLICE);
    if (order) for (let cell = this.#at; cell < to; cell++) this.#buckets[cell] = this.#bucketOf(order, cell);
    this.#at = to;
    if (to < cells) return;
    const starts = this.#starts;
    for (const bucket of this.#buckets) starts[bucket + 1]!++;
    for (let bucket = 1; bucket < starts.length; bucket++) starts[bucket]! += starts[bucket - 1] as number;
    const next = starts.slice();
    this.#buckets.forEach((bucket, cell) => (this.#cellsByDepth[next[bucket]!++] = cell));
    this.#at = 0;
    this.#phase = 'rows';
  }

  #bucketOf({ side, low, cellSize, starts }: CellOrder, cell: number): number {
    if (starts[cell] === starts[cell + 1]) return BUCKETS;
    const x = cell % side;
    const y = Math.floor(cell / side) % side;
    const z = Math.floor(cell / (side * side));
    const dx = (low[0] as number) + (x + 0.5) * (cellSize[0] as number) - this.#eye[0];
    const dy = (low[1] as number) + (y + 0.5) * (cellSize[1] as number) - this.#eye[1];
    const dz = (low[2] as number) + (z + 0.5) * (cellSize[2] as number) - this.#eye[2];
    const depth = -dot(this.#back, dx, dy, dz);
    const radius = this.#cellRadius;
    const farthest = depth + radius;
    const nearest = Math.max(0, depth - radius);
    if (farthest < this.#depthLeast || nearest > this.#depthMost) return BUCKETS;
    for (let k = 0; k < 2; k++) {
      const offset = dot(k === 0 ? this.#right : this.#up, dx, dy, dz);
      const lowPerDepth = (this.#low[k] as number) / this.#focalPx;
      const highPerDepth = (this.#high[k] as number) / this.#focalPx;
      // How far the cell's middle may lie outside of the view's slanted sides for its sphere to touch them still.
      const outside = Math.max(
        (lowPerDepth * depth - offset) / Math.sqrt(1 + lowPerDepth ** 2),
        (offset - highPerDepth * depth) / Math.sqrt(1 + highPerDepth ** 2),
      );
      if (outside > radius) return BUCKETS;
    }
    return Math.min(BUCKETS - 1, Math.floor((nearest / this.#depthMost) * BUCKETS));
  }

  #takeCells(): void {
    const order = this.#order;
    const visible = this.#starts[BUCKETS] as number;
    let tested = 0;
    while (order && this.#at < visible && tested < SLICE && this.#foundCount < this.#most) {
      const cell = this.#cellsByDepth[this.#at++] as number;
      const to = order.starts[cell + 1] as number;
      for (let k = order.starts[cell] as number; k < to; k++, tested++) this.#test(order.order[k] as number);
    }
    if (order && this.#at < visible && this.#foundCount < this.#most) return;
    this.#at = order?.count ?? 0;
    this.#phase = 'tail';
  }

  #takeTail(): void {
    const to = Math.min(this.#rows.count, this.#at + SLICE);
    for (let row = this.#at; row < to; row++) this.#test(row);
    this.#at = to;
    if (to === this.#rows.count) this.#phase = 'done';
  }

  #test(row: number): void {
    const { positions, stateValues } = this.#rows;
    if (this.#foundCount === this.#found.length || (stateValues[row] as number) & NOT_DRAWN_STATE) return;
    const dx = (positions[row * 3] as number) - this.#eye[0];
    const dy = (positions[row * 3 + 1] as number) - this.#eye[1];
    const dz = (positions[row * 3 + 2] as number) - this.#eye[2];
    const depth = -dot(this.#back, dx, dy, dz);
    if (!(depth > this.#depthLeast && depth < this.#depthMost)) return;
    const scale = this.#focalPx / depth;
    const x = dot(this.#right, dx, dy, dz) * scale;
    const y = dot(this.#up, dx, dy, dz) * scale;
    if (x < this.#low[0] || x > this.#high[0] || y < this.#low[1] || y > this.#high[1]) return;
    this.#found[this.#foundCount] = row;
    this.#depths[this.#foundCount++] = depth;
  }

  #nearestFirst(): Uint32Array<ArrayBuffer> {
    const depths = this.#depths;
    const places = Uint32Array.from({ length: this.#foundCount }, (_, place) => place);
    places.sort((a, b) => (depths[a] as number) - (depths[b] as number));
    return places.subarray(0, this.#most).map((place) => this.#found[place] as number);
  }
}

function dot(axis: readonly [number, number, number], x: number, y: number, z: number): number {
  return axis[0] * x + axis[1] * y + axis[2] * z;
}
