import { cardSidePx, coversPx, coversRingedPx, STATE_RING_MOST_PX, type CardSizing } from './cardSize.ts';
import { CellSort, type CellOrder } from './CellSort.ts';
import type { OrbitCamera } from './OrbitCamera.ts';
import type { SlicedTask } from './FrameScheduler.ts';
import { MARKED_STATE, NOT_DRAWN_STATE, SELECTED_STATE } from './RowStates.ts';

/** Rows after the sorted ones are sorted too once there are so many, and so large a share of them. */
const TAIL_LEAST = 20_000;
const TAIL_SHARE = 0.1;
/** Rows not yet sorted that a pick tests one by one: a millisecond or two. Those after them wait for the sort. */
export const TAIL_TESTED_MOST = 60_000;

const RINGED = SELECTED_STATE | MARKED_STATE;

/** The front card found so far. */
interface Front {
  index: number;
  depth: number;
}

/**
 * Finds the front card under the pointer without the GPU: the points lie sorted into cells of a grid in latent space,
 * which stays right while the camera moves; only cells whose outline on screen, widened by the largest card in them,
 * holds the pointer are searched. What counts as "on the card" and "in front" is the vertex shader's own formula.
 * Points that are not sorted yet are tested one by one, as many as a frame has time for; the rest is found when sorted,
 * a moment later.
 */
export class PickGrid implements SlicedTask {
  #positions: Float32Array = new Float32Array(0);
  #count = 0;
  #sorted: CellOrder | null = null;
  #sort: CellSort | null = null;
  readonly #front: Front = { index: -1, depth: Infinity };
  readonly #sortedAll: () => void;

  /** @param sortedAll told when points that a pick may have missed are found from now on */
  constructor(sortedAll: () => void = () => undefined) {
    this.#sortedAll = sortedAll;
  }

  /** The rows by place, as far as they are sorted: rows after `count` of them are not in it. */
  get order(): CellOrder | null {
    return this.#sorted;
  }

  /**
   * Borrows positions [≥ count,3]; to be called whenever they or their number change.
   * @param unchanged rows 0..unchanged-1 are where they were at the last call
   */
  setPoints(positions: Float32Array, count: number, unchanged = 0): void {
    this.#positions = positions;
    this.#count = count;
    if (unchanged < (this.#sorted?.count ?? 0)) this.#sorted = null;
    if (this.#sort && unchanged < this.#sort.count) this.#sort = null;
    const done = this.#sorted?.count ?? 0;
    const tailMost = Math.min(TAIL_TESTED_MOST, Math.max(TAIL_LEAST, done * TAIL_SHARE));
    if (!this.#sort && count - done > tailMost) {
      this.#sort = new CellSort(positions, count);
    }
  }

  /** True while sorting would make picking faster. */
  get hasWork(): boolean {
    return this.#sort !== null;
  }

  /** Sorts until `deadlineMs` (performance.now()). */
  work(deadlineMs: number): void {
    const order = this.#sort?.step(deadlineMs);
    if (!order) return;
    const missed = order.count - (this.#sorted?.count ?? 0) > TAIL_TESTED_MOST;
    this.#sorted = order;
    this.#sort = null;
    if (missed) this.#sortedAll();
    // What came meanwhile may be worth sorting by now.
    this.setPoints(this.#positions, this.#count, this.#count);
  }

  /**
   * Index of the front card that covers (x, y) CSS pixels, the ring of a selected or marked one included, or -1. `states`
   * [≥ count] as in RowStates; of equal depths the later row wins, as the depth test (less or equal) has it.
   */
  pick(xPx: number, yPx: number, camera: OrbitCamera, sizing: CardSizing, states: Uint32Array): number {
    const front = this.#front;
    front.index = -1;
    front.depth = Infinity;
    const sorted = this.#sorted;
    if (sorted) this.#searchCells(sorted, xPx, yPx, camera, sizing, states);
    const done = sorted?.count ?? 0;
    const tail = Math.min(this.#count, done + TAIL_TESTED_MOST);
    this.#searchRows(null, done, tail, xPx, yPx, camera, sizing, states);
    return front.index;
  }

  #searchCells(
    { side, low, cellSize, starts, order }: CellOrder,
    xPx: number,
    yPx: number,
    camera: OrbitCamera,
    sizing: CardSizing,
    states: Uint32Array,
  ): void {
    const { right, up, back, focalPx } = camera;
    const eye = camera.camera.position;
    const px = xPx - camera.centreX;
    const py = camera.centreY - yPx;
    const [sizeX = 0, sizeY = 0, sizeZ = 0] = cellSize;
    const [lowX = 0, lowY = 0, lowZ = 0] = low;
    const cellRadius = Math.sqrt(sizeX * sizeX + sizeY * sizeY + sizeZ * sizeZ) / 2;
    const slant = 1 + Math.sqrt(px * px + py * py) / focalPx;
    const mostPerDepth = (sizing.maxPx * Math.SQRT1_2) / focalPx;
    const leastPerDepth = (sizing.minPx * Math.SQRT1_2) / focalPx;
    const ringPerDepth = (STATE_RING_MOST_PX * Math.SQRT2) / focalPx;
    let cell = 0;
    for (let z = 0; z < side; z++) {
      for (let y = 0; y < side; y++) {
        for (let x = 0; x < side; x++, cell++) {
          const start = starts[cell] as number;
          const end = starts[cell + 1] as number;
          if (start === end) continue;
          const cx = lowX + (x + 0.5) * sizeX - eye.x;
          const cy = lowY + (y + 0.5) * sizeY - eye.y;
          const cz = lowZ + (z + 0.5) * sizeZ - eye.z;
          const depth = -(cx * back.x + cy * back.y + cz * back.z);
          const farthest = depth + cellRadius;
          if (farthest < sizing.nearDepth || depth - cellRadius > this.#front.depth) continue;
          // How far the pointer's ray passes from the cell, across the line of sight, in units; a card adds at most
          // half its diagonal, which in units grows with depth only once the size is clamped.
          const offX = cx * right.x + cy * right.y + cz * right.z - (px * depth) / focalPx;
          const offY = cx * up.x + cy * up.y + cz * up.z - (py * depth) / focalPx;
          const cardReach = Math.min(
            mostPerDepth * farthest,
            Math.max(sizing.cardSize * Math.SQRT1_2, leastPerDepth * farthest),
          );
          const reach = cellRadius * slant + cardReach + ringPerDepth * farthest;
          if (offX * offX + offY * offY > reach * reach) continue;
          this.#searchRows(order, start, end, xPx, yPx, camera, sizing, states);
        }
      }
    }
  }

  /** Rows order[from..to-1], or from..to-1 themselves without an order. */
  #searchRows(
    order: Uint32Array | null,
    from: number,
    to: number,
    xPx: number,
    yPx: number,
    camera: OrbitCamera,
    sizing: CardSizing,
    states: Uint32Array,
  ): void {
    const { right, up, back, focalPx } = camera;
    const eye = camera.camera.position;
    const px = xPx - camera.centreX;
    const py = camera.centreY - yPx;
    const positions = this.#positions;
    const front = this.#front;
    for (let k = from; k < to; k++) {
      const index = order ? (order[k] as number) : k;
      const dx = (positions[index * 3] as number) - eye.x;
      const dy = (positions[index * 3 + 1] as number) - eye.y;
      const dz = (positions[index * 3 + 2] as number) - eye.z;
      const depth = -(dx * back.x + dy * back.y + dz * back.z);
      if (depth > front.depth || (depth === front.depth && index < front.index)) continue;
      const sidePx = cardSidePx(sizing, depth);
      if (sidePx === 0) continue;
      const scale = focalPx / depth;
      const acrossPx = px - (dx * right.x + dy * right.y + dz * right.z) * scale;
      const upPx = py - (dx * up.x + dy * up.y + dz * up.z) * scale;
      const state = states[index] as number;
      if (state & NOT_DRAWN_STATE) continue;
      const covers =
        state & RINGED
          ? coversRingedPx(sizing, sidePx, acrossPx, upPx, (state & SELECTED_STATE) !== 0)
          : coversPx(sizing, sidePx, acrossPx, upPx);
      if (!covers) continue;
      front.index = index;
      front.depth = depth;
    }
  }
}
