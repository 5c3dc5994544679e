/** Keys lie in pieces of this size, none across two, so that a key's position says its piece. */
const PIECE_BITS = 20;
const PIECE_BYTES = 2 ** PIECE_BITS;
const OFFSET_MASK = PIECE_BYTES - 1;
/** What of a text counts: longer ones that begin alike are in no order. */
const MAX_LENGTH = 1000;
const encoder = new TextEncoder();

/**
 * Texts for comparing, as bytes one after the other: a million strings would keep the garbage collector busy for tens of
 * milliseconds at once. UTF-8, which sorts as the code points do, with a 0 at the end of each; up to 4 GB.
 */
export class PackedKeys {
  #count = 0;
  readonly #pieces: Uint8Array[] = [];
  #used = PIECE_BYTES;
  readonly #positions: Uint32Array;

  /** @param count how many keys will be added */
  constructor(count: number) {
    this.#positions = new Uint32Array(count);
  }

  add(text: string): void {
    const key = text.length > MAX_LENGTH ? text.slice(0, MAX_LENGTH) : text;
    // A UTF-16 code unit takes three bytes at most.
    if (this.#used + key.length * 3 + 1 > PIECE_BYTES) {
      this.#pieces.push(new Uint8Array(PIECE_BYTES));
      this.#used = 0;
    }
    const piece = this.#pieces.length - 1;
    this.#positions[this.#count++] = piece * PIECE_BYTES + this.#used;
    this.#used += encoder.encodeInto(key, this.#pieces[piece]!.subarray(this.#used)).written + 1;
  }

  isEmpty(key: number): boolean {
    const position = this.#positions[key]!;
    return this.#pieces[position >>> PIECE_BITS]![position & OFFSET_MASK] === 0;
  }

  /** Below 0 where a comes before b, 0 where they are equal. */
  compare(a: number, b: number): number {
    const positionA = this.#positions[a]!;
    const positionB = this.#positions[b]!;
    const bytesA = this.#pieces[positionA >>> PIECE_BITS]!;
    const bytesB = this.#pieces[positionB >>> PIECE_BITS]!;
    let [atA, atB] = [positionA & OFFSET_MASK, positionB & OFFSET_MASK];
    for (;;) {
      const byte = bytesA[atA++]!;
      const difference = byte - bytesB[atB++]!;
      if (difference !== 0 || byte === 0) return difference;
    }
  }
}
