const RATE = 1;
const MEAN_DECAY = 0.9;
const SQUARE_DECAY = 0.999;
const SMALLEST = 1e-7;

/** Descent with a step for each coordinate (Kingma and Ba 2015). */
export class Adam {
  readonly #means: Float64Array;
  readonly #squares: Float64Array;
  #steps = 0;

  constructor(size: number) {
    this.#means = new Float64Array(size);
    this.#squares = new Float64Array(size);
  }

  /** Moves the values against their gradient, in place. */
  move(values: Float64Array, gradient: Float64Array): void {
    this.#steps += 1;
    const rate = (RATE * Math.sqrt(1 - SQUARE_DECAY ** this.#steps)) / (1 - MEAN_DECAY ** this.#steps);
    const [means, squares] = [this.#means, this.#squares];
    for (let at = 0; at < values.length; at++) {
      const slope = gradient[at]!;
      means[at]! += (1 - MEAN_DECAY) * (slope - means[at]!);
      squares[at]! += (1 - SQUARE_DECAY) * (slope * slope - squares[at]!);
      values[at]! -= (rate * means[at]!) / (Math.sqrt(squares[at]!) + SMALLEST);
    }
  }
}
