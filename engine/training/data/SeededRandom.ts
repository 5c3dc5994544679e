/**
 * Random numbers that depend on their keys alone: the same keys give the same numbers on every machine, and different
 * keys give unrelated ones, so that the numbers for image 7 of epoch 3 need no history to be made again.
 * Generator: sfc32 (Chris Doty-Humphrey, PractRand). Not for secrets.
 */
export class SeededRandom {
  #a = 0x9e3779b9;
  #b = 0x243f6a88;
  #c = 0xb7e15162;
  #counter = 1;

  constructor(...keys: number[]) {
    for (const key of keys) {
      // Both halves of the key count, so that seeds above 2³² differ too.
      this.#a ^= key >>> 0;
      this.#b ^= Math.floor(key / 0x1_0000_0000) >>> 0;
      for (let round = 0; round < 12; round++) this.uint32();
    }
  }

  /** A whole number in 0..2³²−1. */
  uint32(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return sum >>> 0;
  }

  /** In 0..1, 1 excluded. */
  uniform(): number {
    return this.uint32() / 0x1_0000_0000;
  }

  /** A whole number in 0..limit−1. */
  below(limit: number): number {
    return Math.floor(this.uniform() * limit);
  }

  /** The numbers 0..count−1 in random order (Fisher and Yates). */
  permutation(count: number): Uint32Array {
    const order = Uint32Array.from({ length: count }, (_, index) => index);
    for (let last = count - 1; last > 0; last--) {
      const other = this.below(last + 1);
      const kept = order[last]!;
      order[last] = order[other]!;
      order[other] = kept;
    }
    return order;
  }
}
