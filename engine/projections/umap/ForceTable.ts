import type { Curve } from './fitCurve.ts';

/** Entries between one power of two and the next: coefficients are right to 1 %, which drowns in the noise of sampling. */
const MANTISSA_BITS = 7;
const SHIFT = 23 - MANTISSA_BITS;
/** Squared distances from 2^−24, below which nothing is told apart, to 2^24. */
const LOWEST_POWER = -24;
const HIGHEST_POWER = 24;
const ENTRIES = (HIGHEST_POWER - LOWEST_POWER) << MANTISSA_BITS;
/** No coordinate is pushed farther at a time, times the learning rate. Pulls need no limit: they are below 1.3 for minimal distances of 0 to 1. */
export const LARGEST_MOVE = 4;
/** Keeps the push of two points at one place finite, as the reference does. */
const SOFTENING = 1e-3;

/**
 * What pulls and pushes two points, divided by their difference, by squared distance: in a table, since its powers cost more than all
 * else in a step. The place in it is read off the upper bits of the float32.
 */
export class ForceTable {
  readonly pull = new Float64Array(ENTRIES);
  readonly push = new Float64Array(ENTRIES);
  /** The squared distance beyond which nothing is pushed by more than LARGEST_MOVE. */
  readonly steepBelow: number;
  readonly #float = new Float32Array(1);
  readonly #bits = new Int32Array(this.#float.buffer);
  readonly #first: number;

  constructor({ a, b }: Curve) {
    this.#float[0] = 2 ** LOWEST_POWER;
    this.#first = this.#bits[0]! >> SHIFT;
    let steepBelow = 0;
    for (let entry = 0; entry < ENTRIES; entry++) {
      this.#bits[0] = ((this.#first + entry) << SHIFT) + (1 << (SHIFT - 1));
      const square = this.#float[0]!;
      const power = square ** b;
      this.pull[entry] = (-2 * a * b * power) / square / (1 + a * power);
      this.push[entry] = (2 * b) / ((SOFTENING + square) * (1 + a * power));
      if (this.push[entry]! * Math.sqrt(square) > LARGEST_MOVE) steepBelow = square;
    }
    // That is the middle of an entry: the next is half of the last's width off.
    this.steepBelow = steepBelow * 1.01;
  }

  /** The entry for a squared distance. */
  at(square: number): number {
    this.#float[0] = square;
    const entry = (this.#bits[0]! >> SHIFT) - this.#first;
    return entry < 0 ? 0 : entry < ENTRIES ? entry : ENTRIES - 1;
  }
}
