import type { Gesture, Press, PressMove } from '../gestures/Gesture.ts';
import type { SceneHost } from '../sceneHost.ts';
import type { LassoMarks } from './LassoMarks.ts';
import type { LassoOutline } from './LassoOutline.ts';
import type { LassoPath } from './LassoPath.ts';

/** What becomes of the selection: Shift alone replaces it, with Ctrl or Cmd adds to it, with Alt takes out of it. */
export type LassoMode = 'replace' | 'add' | 'remove';

/** @param rows inside the lasso, as far as they are drawn, ascending; may be none */
export type OnLasso = (rows: Uint32Array<ArrayBuffer>, mode: LassoMode) => void;

/** Shift and the main button on anything: draws an outline, marks what is inside, and tells of it at the end. Esc cancels. */
export class LassoGesture implements Gesture {
  readonly name = 'lasso';
  readonly cursor = 'crosshair';
  readonly holdsView = true;
  readonly #path: LassoPath;
  readonly #outline: LassoOutline;
  readonly #marks: LassoMarks;
  readonly #requestFrame: SceneHost['requestFrame'];
  readonly #onLasso: OnLasso;
  #mode: LassoMode = 'replace';

  /** Borrows the first three; the marks are of the path. */
  constructor(
    path: LassoPath,
    outline: LassoOutline,
    marks: LassoMarks,
    requestFrame: SceneHost['requestFrame'],
    onLasso: OnLasso,
  ) {
    this.#path = path;
    this.#outline = outline;
    this.#marks = marks;
    this.#requestFrame = requestFrame;
    this.#onLasso = onLasso;
  }

  claims({ button, shift, space }: Press): boolean {
    return button === 0 && shift && !space;
  }

  start({ x, y, mod, alt }: Press): void {
    this.#marks.settle();
    this.#mode = alt ? 'remove' : mod ? 'add' : 'replace';
    this.#path.clear();
    this.#path.add(x, y);
  }

  move({ x, y }: PressMove): void {
    if (!this.#path.add(x, y)) return;
    this.#outline.show(this.#path);
    this.#marks.follow();
    this.#requestFrame();
  }

  end(): void {
    this.#outline.hide();
    const mode = this.#mode;
    this.#marks.finish((rows) => this.#onLasso(rows, mode));
    this.#requestFrame();
  }

  cancel(): void {
    this.#outline.hide();
    this.#marks.clear();
    this.#requestFrame();
  }
}
