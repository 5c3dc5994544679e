/** Time for one slice of work between frames: short enough not to be felt under a hand. */
const WORK_MS = 8;

/**
 * Draws once for any number of requests, before the next repaint, and works in slices between frames. A frame waits until
 * the GPU has done the one before: frames that queue up there would each show the hand where it was frames ago.
 */
export class FrameScheduler {
  readonly #draw: () => void;
  readonly #work: (deadlineMs: number) => boolean;
  readonly #gpuIsBusy: () => boolean;
  #frame = 0;
  #timer = 0;
  #disposed = false;

  /** `work` goes on until `deadlineMs` (performance.now()) and tells whether some is left. */
  constructor(draw: () => void, work: (deadlineMs: number) => boolean, gpuIsBusy: () => boolean) {
    this.#draw = () => {
      this.#frame = 0;
      if (this.#gpuIsBusy()) this.requestFrame();
      else draw();
    };
    this.#work = work;
    this.#gpuIsBusy = gpuIsBusy;
  }

  /** No frame is due and no work is left. */
  get idle(): boolean {
    return this.#frame === 0 && this.#timer === 0;
  }

  requestFrame(): void {
    if (this.#frame === 0 && !this.#disposed) this.#frame = requestAnimationFrame(this.#draw);
  }

  requestWork(): void {
    if (this.#timer === 0 && !this.#disposed) this.#timer = window.setTimeout(this.#runWork);
  }

  dispose(): void {
    this.#disposed = true;
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    this.#frame = 0;
    this.#timer = 0;
  }

  readonly #runWork = (): void => {
    this.#timer = 0;
    if (this.#work(performance.now() + WORK_MS)) this.requestWork();
  };
}
