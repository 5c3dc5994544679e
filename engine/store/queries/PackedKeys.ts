const PIECE_BYTES = 1024 * 1024;
const encoder = new TextEncoder();

/**
 * Texts for comparing, as bytes one after the other: a million strings would keep the garbage collector busy for tens of
 * milliseconds at once. UTF-8 sorts as the code points do.
 */
export class PackedKeys {
  #count = 0;
  readonly #pieces: Uint8Array[] = [];
  #used = PIECE_BYTES;
  /** Of each key: its piece, and where in it it begins and ends. */
  readonly #piece: Uint16Array;
  readonly #start: Uint32Array;
  readonly #end: Uint32Array;

  /** @param count how many keys will be added */
  constructor(count: number) {
    this.#piece = new Uint16Array(count);
    this.#start = new Uint32Array(count);
    this.#end = new Uint32Array(count);
  }

  add(text: string): void {
    // A UTF-16 code unit takes three bytes at most.
    const room = text.length * 3;
    if (this.#used + room > (this.#pieces.at(-1)?.length ?? 0)) {
      this.#pieces.push(new Uint8Array(Math.max(PIECE_BYTES, room)));
      this.#used = 0;
    }
    const piece = this.#pieces.length - 1;
    const { written } = encoder.encodeInto(text, this.#pieces[piece]!.subarray(this.#used));
    const key = this.#count++;
    this.#piece[key] = piece;
    this.#start[key] = this.#used;
    this.#used += written;
    this.#end[key] = this.#used;
  }

  isEmpty(key: number): boolean {
    return this.#start[key] === this.#end[key];
  }

  /** Below 0 where a comes before b, 0 where they are equal. */
  compare(a: number, b: number): number {
    const [bytesA, bytesB] = [this.#pieces[this.#piece[a]!]!, this.#pieces[this.#piece[b]!]!];
    const [endA, endB] = [this.#end[a]!, this.#end[b]!];
    let [atA, atB] = [this.#start[a]!, this.#start[b]!];
    while (atA < endA && atB < endB) {
      const difference = bytesA[atA++]! - bytesB[atB++]!;
      if (difference !== 0) return difference;
    }
    return endA - atA - (endB - atB);
  }
}
