/** A GPU that takes longer than this for a frame at full resolution is slow: below 25 frames a second a hand feels it. */
const SLOW_MS = 40;
/** After the last movement, before everything is drawn sharply again. */
const SHARPEN_MS = 120;
const COARSE_SCALE = 0.5;

/**
 * The resolution of the still picture: full, except while the camera or the points move on a GPU that takes too long for
 * that (a software renderer, above all). Then a quarter of the pixels, and all of them once the movement has ended.
 */
export class MotionResolution {
  readonly #gpuIsBusy: () => boolean;
  readonly #sharpen: () => void;
  #isSlow = false;
  #isCoarse = false;
  #measureTimer = 0;
  #sharpenTimer = 0;

  /** @param sharpen asks for a frame whose still picture is drawn anew */
  constructor(gpuIsBusy: () => boolean, sharpen: () => void) {
    this.#gpuIsBusy = gpuIsBusy;
    this.#sharpen = sharpen;
  }

  /** The last still picture is a coarse one, and a sharp one will follow. */
  get isCoarse(): boolean {
    return this.#isCoarse;
  }

  /** The scale, 0..1, for a still picture that is about to be drawn. */
  scaleFor(moving: boolean): number {
    this.#isCoarse = moving && this.#isSlow;
    clearTimeout(this.#sharpenTimer);
    if (this.#isCoarse) {
      this.#sharpenTimer = window.setTimeout(this.#sharpen, SHARPEN_MS);
      return COARSE_SCALE;
    }
    return 1;
  }

  /** After a still picture at full resolution has been handed to the GPU: looks whether it is done in time. */
  measure(): void {
    clearTimeout(this.#measureTimer);
    this.#measureTimer = window.setTimeout(() => {
      this.#isSlow = this.#gpuIsBusy();
    }, SLOW_MS);
  }

  dispose(): void {
    clearTimeout(this.#measureTimer);
    clearTimeout(this.#sharpenTimer);
    this.#isCoarse = false;
  }
}
