/** A GPU that takes longer than this for a frame at full resolution is slow: below 25 frames a second a hand feels it. */
const SLOW_MS = 40;
/** After the last movement, before the still picture is drawn again. */
const SETTLE_MS = 120;
const COARSE_SCALE = 0.5;

/**
 * How what lies still is drawn in a frame: into the picture at full resolution; `coarse`, into a quarter of its pixels;
 * or `direct`, past it onto the canvas, which saves the copy where the next frame needs another picture anyway.
 */
export type StillDrawing = 'sharp' | 'coarse' | 'direct';

/** The scale of each kind of picture, 0..1 of the canvas's resolution. */
export const STILL_SCALE = { sharp: 1, coarse: COARSE_SCALE, direct: 1 } as const;

/**
 * Chooses how to draw while something goes on: the camera's movement directly, or all of it coarsely on a GPU that takes too
 * long for all pixels (a software renderer, above all). When it has ended the picture is drawn, sharply.
 */
export class MotionResolution {
  readonly #gpuIsBusy: () => boolean;
  readonly #settle: () => void;
  #isSlow = false;
  #last: StillDrawing = 'sharp';
  #measureTimer = 0;
  #settleTimer = 0;

  /** @param settle asks for a frame whose still picture is drawn anew */
  constructor(gpuIsBusy: () => boolean, settle: () => void) {
    this.#gpuIsBusy = gpuIsBusy;
    this.#settle = settle;
  }

  /** False while the picture is coarse or out of date: a sharp one will follow. */
  get isSettled(): boolean {
    return this.#last === 'sharp';
  }

  /** False while the picture is of an earlier view: nothing can be drawn over it. */
  get hasPicture(): boolean {
    return this.#last !== 'direct';
  }

  /**
   * For a frame in which what lies still is to be drawn anew.
   * @param change 'view' while the camera or the points move, 'marks' while a lasso is being drawn, else 'once'
   */
  drawingFor(change: 'view' | 'marks' | 'once'): StillDrawing {
    clearTimeout(this.#settleTimer);
    this.#last =
      change === 'once' ? 'sharp' : this.#isSlow ? 'coarse' : change === 'view' ? 'direct' : 'sharp';
    if (!this.isSettled) this.#settleTimer = window.setTimeout(this.#settle, SETTLE_MS);
    return this.#last;
  }

  /** After a frame at full resolution has been handed to the GPU: looks whether it is done in time. */
  measure(): void {
    clearTimeout(this.#measureTimer);
    this.#measureTimer = window.setTimeout(() => {
      this.#isSlow = this.#gpuIsBusy();
    }, SLOW_MS);
  }

  dispose(): void {
    clearTimeout(this.#measureTimer);
    clearTimeout(this.#settleTimer);
    this.#last = 'sharp';
  }
}
