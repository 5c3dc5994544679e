/** How finely a piece of the curve is measured. */
const STEPS = 64;

interface Piece {
  /** Its four points: it leads from the second to the third. */
  readonly points: readonly [Float32Array, Float32Array, Float32Array, Float32Array];
  /** [STEPS + 1] length from its start. */
  readonly lengths: Float64Array;
}

/**
 * A way through z that goes on as long as points are added: a Catmull–Rom spline (Catmull & Rom 1974) through all of them, without a
 * kink, walked by length and not by the spline's own parameter, so that the speed in z is the same everywhere.
 */
export class EndlessWalk {
  /** The last three points, from which the next piece follows. */
  readonly #ends: Float32Array[] = [];
  readonly #pieces: Piece[] = [];
  /** How far into the first piece. */
  #walked = 0;

  /** @param start [D] where it begins */
  constructor(start: Float32Array) {
    // At its ends a curve goes as if there were a point more at the same place.
    this.#ends.push(start, start);
  }

  /** One more point to come by. A piece is known when the one after it is. */
  add(z: Float32Array): void {
    const [before, from, to] = this.#ends;
    this.#ends.push(z);
    if (!before || !from || !to) return;
    this.#pieces.push(measured([before, from, to, z]));
    this.#ends.shift();
  }

  /** How long the known way ahead is, in z. */
  get ahead(): number {
    return this.#pieces.reduce((sum, { lengths }) => sum + lengths[STEPS]!, 0) - this.#walked;
  }

  /** Mean length of the known pieces ahead; 0 without. */
  get pieceLength(): number {
    const { length } = this.#pieces;
    return length === 0 ? 0 : (this.ahead + this.#walked) / length;
  }

  /**
   * Goes on by a length of z, at most to the end of what is known.
   * @param out [D], written: where it is then
   */
  advance(distance: number, out: Float32Array): void {
    this.#walked += distance;
    for (let first = this.#pieces[0]; first && this.#pieces.length > 1; first = this.#pieces[0]) {
      const length = first.lengths[STEPS]!;
      if (this.#walked < length) break;
      this.#walked -= length;
      this.#pieces.shift();
    }
    const [piece] = this.#pieces;
    if (!piece) {
      // Where nothing is known yet it waits, and makes up for nothing.
      this.#walked = 0;
      out.set(this.#ends[1] ?? this.#ends[0]!);
      return;
    }
    this.#walked = Math.min(this.#walked, piece.lengths[STEPS]!);
    write(piece.points, parameterAt(piece.lengths, this.#walked), out);
  }
}

function measured(points: Piece['points']): Piece {
  const lengths = new Float64Array(STEPS + 1);
  const d = points[0].length;
  let before = new Float32Array(d);
  let here = new Float32Array(d);
  write(points, 0, before);
  for (let step = 1; step <= STEPS; step++) {
    write(points, step / STEPS, here);
    let squares = 0;
    for (let i = 0; i < d; i++) squares += (here[i]! - before[i]!) ** 2;
    lengths[step] = lengths[step - 1]! + Math.sqrt(squares);
    [before, here] = [here, before];
  }
  return { points, lengths };
}

/** The parameter, 0..1, at a length from the start. */
function parameterAt(lengths: Float64Array, length: number): number {
  let low = 0;
  let high = STEPS;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (lengths[middle]! <= length) low = middle;
    else high = middle;
  }
  const step = lengths[high]! - lengths[low]!;
  return (low + (step > 0 ? (length - lengths[low]!) / step : 0)) / STEPS;
}

function write([a, b, c, e]: Piece['points'], t: number, out: Float32Array): void {
  const [t2, t3] = [t * t, t * t * t];
  const wa = (-t3 + 2 * t2 - t) / 2;
  const wb = (3 * t3 - 5 * t2 + 2) / 2;
  const wc = (-3 * t3 + 4 * t2 + t) / 2;
  const we = (t3 - t2) / 2;
  for (let i = 0; i < out.length; i++) out[i] = wa * a[i]! + wb * b[i]! + wc * c[i]! + we * e[i]!;
}
