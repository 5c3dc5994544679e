/** Seconds that the estimate looks back: long enough to be calm, short enough to follow a machine that gets busy. */
const WINDOW_SECONDS = 20;
/** Estimates the seconds left from how fast steps were done lately, evaluations and previews included. */
export class RemainingTime {
  readonly #totalSteps: number;
  readonly #limitSeconds: number | null;
  readonly #finishSeconds: number;
  #marks: { step: number; seconds: number }[] = [];

  /**
   * @param limitSeconds the training ends when this much has passed, whatever its steps
   * @param finishSeconds what comes after the last step: measuring and writing
   */
  constructor(totalSteps: number, limitSeconds: number | null, finishSeconds: number) {
    this.#totalSteps = totalSteps;
    this.#limitSeconds = limitSeconds;
    this.#finishSeconds = finishSeconds;
  }

  /**
   * Tells how far the training is. The estimate begins at the first mark, so that the one-time work before it (memory,
   * caches) does not count.
   * @param seconds of training so far, pauses left out
   */
  mark(step: number, seconds: number): void {
    this.#marks.push({ step, seconds });
    while (this.#marks.length > 2 && this.#marks[1]!.seconds < seconds - WINDOW_SECONDS) this.#marks.shift();
  }

  /** 0 while nothing can be said. */
  stepsPerSecond(): number {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    if (!first || !last || last.seconds <= first.seconds) return 0;
    return (last.step - first.step) / (last.seconds - first.seconds);
  }

  /** Null while nothing can be said. */
  secondsLeft(): number | null {
    const last = this.#marks.at(-1);
    const stepsPerSecond = this.stepsPerSecond();
    if (!last || stepsPerSecond === 0) return null;
    const bySteps = (this.#totalSteps - last.step) / stepsPerSecond;
    const byLimit = this.#limitSeconds === null ? Infinity : this.#limitSeconds - last.seconds;
    return Math.max(0, Math.min(bySteps, byLimit)) + this.#finishSeconds;
  }
}
