import type { Random } from '../../../engine/random/Random.ts';

const INTEGERS = [
  0, 1, -1, 2, 3, 4, 7, -2, 16, 63, 64, 255, 1000, 65_536, 2 ** 24, 2 ** 28, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 40,
  2 ** 53, -3, -1000, -(2 ** 31), -(2 ** 63),
]; // prettier-ignore
const FLOATS = [0, -0, 1, -1, 0.5, 3, -0.5, 1e-45, 1e-30, 1e9, 3e38, -3e38, Infinity, -Infinity, NaN];

/** Numbers that operators do not reckon with, among some that they do. */
export class Odd {
  readonly random: Random;

  constructor(random: Random) {
    this.random = random;
  }

  int(): number {
    return this.random.pick(INTEGERS);
  }

  /** One of the smaller: what is odd shall be another number of the same node. */
  small(): number {
    return this.random.pick([0, 1, 2, 3, 4, -1]);
  }

  ints(count = this.random.below(5)): number[] {
    return Array.from({ length: count }, () => (this.random.below(2) === 0 ? this.int() : this.small()));
  }

  float(): number {
    return this.random.pick(FLOATS);
  }

  pick<T>(items: readonly T[]): T {
    return this.random.pick(items);
  }
}
