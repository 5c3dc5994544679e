import type { SlicedTask } from '../FrameScheduler.ts';
import { MARKED_STATE, NOT_DRAWN_STATE } from '../RowStates.ts';
import type { SceneHost } from '../sceneHost.ts';
import { LassoMask } from './LassoMask.ts';
import type { LassoPath } from './LassoPath.ts';

/** Rows between two looks at the clock. */
const SLICE_ROWS = 4096;

export type LassoHost = Pick<SceneHost, 'view' | 'sizing' | 'rows' | 'requestDraw' | 'requestWork'>;

/**
 * Keeps the rows inside a path marked while it is being drawn. A pass over a million rows takes several slices: it is of the
 * path as it was when the pass began, and the next one of the path as it is then.
 */
export class LassoMarks implements SlicedTask {
  readonly #host: LassoHost;
  readonly #path: LassoPath;
  readonly #mask = new LassoMask();
  /** The path or the view is another than at the beginning of the last pass. */
  #isStale = false;
  #isRunning = false;
  #row = 0;
  /** Rows whose mark changed in this pass: first and last. */
  #first = -1;
  #last = -1;
  /** Told of the rows inside when a pass over the final path is done. */
  #done: ((rows: Uint32Array<ArrayBuffer>) => void) | null = null;
  /** The camera at the beginning of the pass. */
  readonly #eye = [0, 0, 0];
  readonly #right = [0, 0, 0];
  readonly #up = [0, 0, 0];
  readonly #back = [0, 0, 0];

  /** Borrows both. */
  constructor(host: LassoHost, path: LassoPath) {
    this.#host = host;
    this.#path = path;
  }

  get hasWork(): boolean {
    return this.#isRunning || this.#isStale;
  }

  /** The path goes on. */
  follow(): void {
    this.#isStale = true;
    this.#host.requestWork();
  }

  /** The path is complete: `done` is told of the rows inside, ascending, and the marks are taken off, some slices later. */
  finish(done: (rows: Uint32Array<ArrayBuffer>) => void): void {
    this.#done = done;
    this.follow();
  }

  /** What finish() began is done now, not later. */
  settle(): void {
    while (this.#done && this.hasWork) this.work(Infinity);
  }

  /** Takes all marks off. */
  clear(): void {
    this.#isStale = this.#isRunning = false;
    this.#done = null;
    const { states, count } = this.#host.rows;
    if (states.markedCount === 0) return;
    this.#first = -1;
    for (let row = 0; row < count; row++) this.#mark(row, false);
    this.#tellChanges();
  }

  work(deadlineMs: number): void {
    if (!this.#isRunning) this.#begin();
    const { count } = this.#host.rows;
    do {
      const to = Math.min(count, this.#row + SLICE_ROWS);
      this.#testRows(this.#row, to);
      this.#row = to;
    } while (this.#row < count && performance.now() < deadlineMs);
    if (this.#row < count) return;
    this.#isRunning = false;
    this.#tellChanges();
    if (!this.#isStale && this.#done) this.#finished(this.#done);
  }

  #begin(): void {
    const { view } = this.#host;
    this.#isStale = false;
    this.#isRunning = true;
    this.#row = 0;
    this.#first = -1;
    this.#mask.fill(this.#path.points, view.widthPx, view.heightPx);
    view.camera.position.toArray(this.#eye);
    view.right.toArray(this.#right);
    view.up.toArray(this.#up);
    view.back.toArray(this.#back);
  }

  #testRows(from: number, to: number): void {
    const { rows, view, sizing } = this.#host;
    const { positions, states } = rows;
    const { values } = states;
    const { centreX, centreY, focalPx } = view;
    const { nearDepth } = sizing;
    // The mask's own look-up, written out: a call for each of a million rows took longer than all the rest.
    const { inside, left, top, columns, rows: lines, cellPx } = this.#mask;
    const perPx = 1 / cellPx;
    const [eyeX = 0, eyeY = 0, eyeZ = 0] = this.#eye;
    const [rightX = 0, rightY = 0, rightZ = 0] = this.#right;
    const [upX = 0, upY = 0, upZ = 0] = this.#up;
    const [backX = 0, backY = 0, backZ = 0] = this.#back;
    for (let row = from; row < to; row++) {
      const dx = (positions[row * 3] as number) - eyeX;
      const dy = (positions[row * 3 + 1] as number) - eyeY;
      const dz = (positions[row * 3 + 2] as number) - eyeZ;
      const depth = -(dx * backX + dy * backY + dz * backZ);
      let isInside = false;
      if (depth > nearDepth && ((values[row] as number) & NOT_DRAWN_STATE) === 0) {
        const scale = focalPx / depth;
        const x = centreX + (dx * rightX + dy * rightY + dz * rightZ) * scale;
        const column = Math.floor((x - left) * perPx);
        if (column >= 0 && column < columns) {
          const y = centreY - (dx * upX + dy * upY + dz * upZ) * scale;
          const line = Math.floor((y - top) * perPx);
          isInside = line >= 0 && line < lines && inside[line * columns + column] === 1;
        }
      }
      if (isInside !== (((values[row] as number) & MARKED_STATE) !== 0)) this.#mark(row, isInside);
    }
  }

  #mark(row: number, on: boolean): void {
    if (!this.#host.rows.states.mark(row, on)) return;
    if (this.#first < 0) this.#first = row;
    this.#last = row;
  }

  #tellChanges(): void {
    if (this.#first < 0) return;
    this.#host.rows.states.marksChanged(this.#first, this.#last + 1);
    this.#host.requestDraw();
  }

  #finished(done: (rows: Uint32Array<ArrayBuffer>) => void): void {
    const { states, count } = this.#host.rows;
    const rows = new Uint32Array(states.markedCount);
    for (let row = 0, n = 0; row < count && n < rows.length; row++) {
      if (states.isMarked(row)) rows[n++] = row;
    }
    this.clear();
    done(rows);
  }
}
