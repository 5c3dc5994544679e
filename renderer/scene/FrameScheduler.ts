/** Time for one slice of work between frames: short enough not to be felt under a hand. */
const WORK_MS = 8;
/** Until tasks are looked at again that wait for the GPU. */
const WAIT_MS = 16;

/** Work that is done a little at a time between frames. */
export interface SlicedTask {
  readonly hasWork: boolean;
  /** What there is to do cannot be done just now. */
  readonly isWaiting?: boolean;
  /** Goes on until about `deadlineMs` (performance.now()), with at least one step. */
  work(deadlineMs: number): void;
}

/**
 * Draws once for any number of requests, before the next repaint, and works in slices between frames. A frame waits until
 * the GPU has done the one before: frames that queue up there would each show the hand where it was frames ago.
 */
export class FrameScheduler {
  readonly #draw: () => void;
  readonly #gpuIsBusy: () => boolean;
  /** Those that come first go first. */
  readonly #tasks: SlicedTask[] = [];
  #frame = 0;
  #timer = 0;
  /** The timer is a long one. */
  #isWaiting = false;
  #disposed = false;

  constructor(draw: () => void, gpuIsBusy: () => boolean) {
    this.#draw = () => {
      this.#frame = 0;
      if (this.#gpuIsBusy()) this.requestFrame();
      else draw();
    };
    this.#gpuIsBusy = gpuIsBusy;
  }

  /** No frame is due and no work is left. */
  get idle(): boolean {
    return this.#frame === 0 && this.#timer === 0;
  }

  /** The task is looked at whenever work is requested, after those that were there before. Returns its end. */
  addTask(task: SlicedTask): () => void {
    this.#tasks.push(task);
    return () => {
      const at = this.#tasks.indexOf(task);
      if (at >= 0) this.#tasks.splice(at, 1);
    };
  }

  requestFrame(): void {
    if (this.#frame === 0 && !this.#disposed) this.#frame = requestAnimationFrame(this.#draw);
  }

  requestWork(): void {
    if (this.#disposed || (this.#timer !== 0 && !this.#isWaiting)) return;
    clearTimeout(this.#timer);
    this.#isWaiting = false;
    this.#timer = window.setTimeout(this.#runWork);
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
    this.#isWaiting = false;
    const deadlineMs = performance.now() + WORK_MS;
    let isLeft = false;
    let isWaiting = true;
    for (const task of this.#tasks) {
      if (task.hasWork && !task.isWaiting && performance.now() < deadlineMs) task.work(deadlineMs);
      if (!task.hasWork) continue;
      isLeft = true;
      isWaiting &&= task.isWaiting === true;
    }
    if (!isLeft || this.#disposed) return;
    if (!isWaiting) {
      this.requestWork();
    } else if (this.#timer === 0) {
      this.#isWaiting = true;
      this.#timer = window.setTimeout(this.#runWork, WAIT_MS);
    }
  };
}
