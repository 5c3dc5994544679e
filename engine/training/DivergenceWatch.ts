/** A smoothed loss this many times the lowest so far, and … */
const RUNAWAY_FACTOR = 5;
/** … this share of the first loss, or of that of the mean image where it is higher, means that what was learned is lost; either alone can
 * be an ordinary bump: one that starts as PCA is thrown back by its first steps. */
const RUNAWAY_SHARE_OF_FIRST = 0.25;
/** Weight of the newest step in the smoothed loss. */
const SMOOTHING = 0.1;

/** Notices a training that is lost: numbers that are none, or a loss that runs away. */
export class DivergenceWatch {
  readonly #meanImageLoss: number;
  #first: number | null = null;
  #smoothed = 0;
  #lowest = Infinity;

  /** @param meanImageLoss what drawing the mean image every time would cost; 0 where that is not known */
  constructor(meanImageLoss = 0) {
    this.#meanImageLoss = meanImageLoss;
  }

  /**
   * @param firstStep number of the first of these steps, from 0
   * @param losses [K] of consecutive steps
   * @param gradientNorms [K]
   * @returns what went wrong, in words, or null
   */
  check(firstStep: number, losses: Float32Array, gradientNorms: Float32Array): string | null {
    for (let i = 0; i < losses.length; i++) {
      const step = firstStep + i + 1;
      if (!Number.isFinite(losses[i])) return `the loss of step ${step} is ${losses[i]}`;
      if (!Number.isFinite(gradientNorms[i])) return `the gradient of step ${step} is ${gradientNorms[i]}`;
      const loss = losses[i]!;
      this.#first ??= this.#smoothed = loss;
      this.#smoothed += SMOOTHING * (loss - this.#smoothed);
      this.#lowest = Math.min(this.#lowest, this.#smoothed);
      if (
        this.#smoothed > RUNAWAY_FACTOR * Math.max(0, this.#lowest) &&
        this.#smoothed > RUNAWAY_SHARE_OF_FIRST * Math.max(Math.abs(this.#first), this.#meanImageLoss)
      ) {
        return `the loss rose from ${format(this.#lowest)} to ${format(this.#smoothed)} by step ${step}`;
      }
    }
    return null;
  }
}

const format = (value: number) => String(Number(value.toPrecision(3)));
