import * as v from 'valibot';

/** Bits for each picture that was trained on, and how many of them a picture sets: one in 300 others is taken for one. */
const BITS_PER_IMAGE = 12;
const BITS_SET = 6;
const FEWEST_BITS = 2 ** 10;
/** 256 kB: from 175,000 pictures on, more others are taken for trained ones, which does no harm but to be trained on. */
const MOST_BITS = 2 ** 21;
const DIGEST_BYTES = 8;

const base64 = v.pipe(v.string(), v.base64());
export const seenImagesSchema = v.object({
  /** Digests of 8 bytes each of the pictures that were held out. */
  heldOut: base64,
  /** A Bloom filter of the pictures that were trained on. */
  trained: base64,
});
/** As model.json holds it. */
export type SeenImagesJson = v.InferOutput<typeof seenImagesSchema>;

/**
 * Which pictures a model was trained on, and which were held out from it, told by digests of their pixels at the model's
 * size: so that one that is trained further neither learns what it is judged by nor is judged by what it has learned.
 */
export class SeenImages {
  readonly #heldOut: ReadonlySet<string>;
  readonly #filter: Uint8Array;

  private constructor(heldOut: ReadonlySet<string>, filter: Uint8Array) {
    this.#heldOut = heldOut;
    this.#filter = filter;
  }

  /**
   * @param heldOut digests, hexadecimal
   * @param trained digests, hexadecimal
   * @param before what an earlier training of the same model had seen
   */
  static of(
    heldOut: Iterable<string>,
    trained: ReadonlySet<string>,
    before: SeenImages | null = null,
  ): SeenImages {
    const earlier = before ? before.#filter : new Uint8Array(FEWEST_BITS / 8);
    let bits = earlier.length * 8;
    while (bits < MOST_BITS && bits < BITS_PER_IMAGE * trained.size) bits *= 2;
    const filter = new Uint8Array(bits / 8);
    // A place is a remainder by the number of bits, so that a shorter filter repeats in a longer one.
    for (let at = 0; at < filter.length; at++) filter[at] = earlier[at % earlier.length]!;
    for (const digest of trained)
      for (const bit of placesOf(digest, bits)) filter[bit >> 3]! |= 1 << (bit & 7);
    return new SeenImages(new Set([...(before ? before.#heldOut : []), ...heldOut]), filter);
  }

  /** null where the filter is none: its length a power of two. */
  static fromJson({ heldOut, trained }: SeenImagesJson): SeenImages | null {
    const filter = Uint8Array.from(Buffer.from(trained, 'base64'));
    const digests = Buffer.from(heldOut, 'base64');
    const isFilter = filter.length >= FEWEST_BITS / 8 && Number.isInteger(Math.log2(filter.length));
    if (!isFilter || filter.length > MOST_BITS / 8 || digests.length % DIGEST_BYTES !== 0) return null;
    const texts = Array.from({ length: digests.length / DIGEST_BYTES }, (_, i) =>
      digests.subarray(i * DIGEST_BYTES, (i + 1) * DIGEST_BYTES).toString('hex'),
    );
    return new SeenImages(new Set(texts), filter);
  }

  toJson(): SeenImagesJson {
    return {
      heldOut: Buffer.from([...this.#heldOut].sort().join(''), 'hex').toString('base64'),
      trained: Buffer.from(this.#filter).toString('base64'),
    };
  }

  get heldOutCount(): number {
    return this.#heldOut.size;
  }

  wasHeldOut(digest: string): boolean {
    return this.#heldOut.has(digest);
  }

  /** Never false for one that was trained on; true for a few others too. */
  wasTrainedOn(digest: string): boolean {
    return placesOf(digest, this.#filter.length * 8).every(
      (bit) => this.#filter[bit >> 3]! & (1 << (bit & 7)),
    );
  }
}

/** Kirsch & Mitzenmacher 2006: two halves of a digest make as many places as are wanted. */
function placesOf(digest: string, bits: number): number[] {
  const first = Number.parseInt(digest.slice(0, 8), 16);
  const second = Number.parseInt(digest.slice(8, 16), 16) | 1;
  return Array.from({ length: BITS_SET }, (_, i) => ((first + i * second) >>> 0) % bits);
}
