/**
 * Random numbers that depend on their keys alone: the same keys give the same numbers on every machine, and different
 * keys give unrelated ones, so that the numbers for image 7 of epoch 3 need no history to be made again.
 * Generator: sfc32 (Chris Doty-Humphrey, PractRand). Not for secrets.
 */
export class Random {
  #a = 0x9e3779b9;
  #b = 0x243f6a88;
  #c = 0xb7e15162;
  #counter = 1;
  #spareNormal: number | null = null;

  /** @param keys whole numbers (all 53 bits count) and words: `new Random(seed, EPOCH, 3)`, `new Random('digits/7')` */
  constructor(...keys: (number | string)[]) {
    for (const key of keys) {
      if (typeof key === 'string') {
        this.#a ^= fnv1a(key, 0x811c9dc5);
        this.#b ^= fnv1a(key, 0x9e3779b9);
      } else {
        this.#a ^= key >>> 0;
        this.#b ^= Math.floor(key / 0x1_0000_0000) >>> 0;
      }
      for (let round = 0; round < 12; round++) this.uint32();
    }
  }

  /** A whole number in 0..2³²−1. */
  uint32(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** Even over low..high, high excluded. */
  uniform(low = 0, high = 1): number {
    return low + (this.uint32() / 0x1_0000_0000) * (high - low);
  }

  /** A whole number in 0..limit−1. */
  below(limit: number): number {
    return Math.floor(this.uniform() * limit);
  }

  /** One of the items, each as likely. */
  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('Cannot pick from an empty list.');
    return item;
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

  /** Normally distributed (Box and Muller, who give two numbers at a time). */
  normal(mean = 0, deviation = 1): number {
    let value = this.#spareNormal;
    if (value === null) {
      // 1 − u lies in (0, 1], so that the logarithm is finite.
      const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
      const angleRad = 2 * Math.PI * this.uniform();
      value = radius * Math.cos(angleRad);
      this.#spareNormal = radius * Math.sin(angleRad);
    } else this.#spareNormal = null;
    return mean + deviation * value;
  }

  /** Normally distributed, but never further than `limit` deviations from the mean: no outlier spoils a drawing. */
  cutNormal(mean = 0, deviation = 1, limit = 2.5): number {
    for (;;) {
      const value = this.normal();
      if (Math.abs(value) <= limit) return mean + deviation * value;
    }
  }
}

/** `count` numbers from N(0,1) as they go into a tensor. */
export function normalValues(count: number, ...keys: (number | string)[]): Float32Array {
  const random = new Random(...keys);
  return Float32Array.from({ length: count }, () => random.normal());
}

/** Fowler, Noll and Vo's hash of a word, 32 bits. */
function fnv1a(word: string, offset: number): number {
  let hash = offset;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  return hash;
}
