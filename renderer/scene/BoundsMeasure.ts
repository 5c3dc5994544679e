import { CloudBounds } from './CloudBounds.ts';
import type { SlicedTask } from './FrameScheduler.ts';

/** Rows between two looks at the clock. */
const SLICE_ROWS = 8192;
/** Time for what is measured at once: a hundred thousand rows and more. */
const AT_ONCE_MS = 3;

/** Where the points were before they moved: their centre and radius, projection units. */
export interface ExtentBefore {
  readonly centre: readonly [number, number, number];
  readonly radius: number;
}

/** Keeps the extent of the points up to date: at once where they are few, else in slices. */
export class BoundsMeasure implements SlicedTask {
  /** As far as measured; of the places before a move until those after it are known. */
  readonly bounds = new CloudBounds();
  readonly #measured: (before: ExtentBefore | null) => void;
  #positions: Float32Array = new Float32Array(0);
  #count = 0;
  /** Rows that are measured. */
  #done = 0;
  /** After a move: takes the bounds' place when all rows are in it. */
  #draft: CloudBounds | null = null;
  #before: ExtentBefore | null = null;

  /**
   * @param measured told when `bounds` are of all rows, by append() and move() themselves where that is at once; with the
   * extent before where points moved
   */
  constructor(measured: (before: ExtentBefore | null) => void) {
    this.#measured = measured;
  }

  get hasWork(): boolean {
    return this.#done < this.#count;
  }

  reset(): void {
    this.#count = this.#done = 0;
    this.#draft = this.#before = null;
    this.bounds.reset();
  }

  /** Borrows positions [≥ count,3]; rows from `from` on are new or others. */
  append(positions: Float32Array, count: number, from: number): void {
    if (from < this.#done) this.#startOver();
    this.#positions = positions;
    this.#count = count;
    this.work(performance.now() + AT_ONCE_MS);
  }

  /** Borrows positions [≥ count,3]: all are others. */
  move(positions: Float32Array, count: number): void {
    this.#before ??= { centre: this.bounds.centre(), radius: this.bounds.radius() };
    this.#startOver();
    this.#positions = positions;
    this.#count = count;
    this.work(performance.now() + AT_ONCE_MS);
  }

  work(deadlineMs: number): void {
    if (!this.hasWork) return;
    const target = this.#draft ?? this.bounds;
    do {
      const to = Math.min(this.#count, this.#done + SLICE_ROWS);
      target.add(this.#positions, this.#done, to);
      this.#done = to;
    } while (this.hasWork && performance.now() < deadlineMs);
    if (this.hasWork) return;
    if (this.#draft) this.bounds.copy(this.#draft);
    const before = this.#before;
    this.#draft = this.#before = null;
    this.#measured(before);
  }

  #startOver(): void {
    this.#done = 0;
    this.#draft = new CloudBounds();
  }
}
