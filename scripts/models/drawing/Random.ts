/**
 * Seeded random numbers (Small Fast Counter, 32 bits: sfc32 of PractRand), so that a drawing is the same everywhere.
 * Every image has a stream of its own, made from the words that name it: image 7 is the same whether 10 or
 * 10,000 are drawn.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  /** @param key what names the stream: `digits/1/train/7` */
  constructor(key: string) {
    // FNV-1a over the key with three different offsets; sfc32 is then run until the seeds have mixed.
    const hash = (offset: number): number => {
      let value = offset >>> 0;
      for (let i = 0; i < key.length; i++) value = Math.imul(value ^ key.charCodeAt(i), 16777619) >>> 0;
      return value;
    };
    this.a = hash(2166136261);
    this.b = hash(0x9e3779b9);
    this.c = hash(0x85ebca6b);
    for (let i = 0; i < 12; i++) this.next();
  }

  /** Uniform over 0..2³²−1. */
  private next(): number {
    const sum = (this.a + this.b + this.counter++) >>> 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) >>> 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) >>> 0;
    this.c = (this.c + sum) >>> 0;
    return sum;
  }

  /** Uniform over [low, high). */
  uniform(low = 0, high = 1): number {
    return low + (this.next() / 4294967296) * (high - low);
  }

  /** Normal, by Box and Muller; cut off at ±2.5 standard deviations so that no drawing falls apart. */
  normal(mean = 0, deviation = 1): number {
    for (;;) {
      const value = Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
      if (Math.abs(value) <= 2.5) return mean + deviation * value;
    }
  }

  /** Uniform over the integers 0..count−1. */
  integer(count: number): number {
    return Math.floor(this.uniform(0, count));
  }

  /** One of the items, each as likely. */
  pick<T>(items: readonly T[]): T {
    const item = items[this.integer(items.length)];
    if (item === undefined) throw new Error('Cannot pick from an empty list.');
    return item;
  }
}
