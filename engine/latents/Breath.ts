import { setImmediate } from 'node:timers/promises';

/** Arithmetic between two breaths: less than a frame, so that a drag does not feel it. */
const HELD_MS = 8;

/** Lets this process do other things every few milliseconds of long arithmetic: `if (breath.isDue) await breath.take();` */
export class Breath {
  #sinceMs = performance.now();

  get isDue(): boolean {
    return performance.now() - this.#sinceMs > HELD_MS;
  }

  async take(): Promise<void> {
    await setImmediate();
    this.#sinceMs = performance.now();
  }
}
