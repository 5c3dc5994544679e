/** The k nearest of n points to one, nearest first. */
export interface Nearest {
  /** [k] */
  rows: Uint32Array<ArrayBuffer>;
  /** [k] */
  distances: Float64Array<ArrayBuffer>;
}

/**
 * The rows nearest to one point, exact, of those equally far the first: one pass with the k best so far in a heap. What asks
 * for the neighbours of many points at once uses NearestNeighbors.
 * @param points [n,size]; a row that holds NaN is never near
 * @param target [size]
 * @param leftOut [n], 1 for rows that do not count
 */
export function nearestTo(
  points: ArrayLike<number>,
  n: number,
  size: number,
  target: ArrayLike<number>,
  k: number,
  leftOut: Uint8Array | null = null,
): Nearest {
  const most = Math.min(k, n);
  const rows = new Uint32Array(most);
  const squares = new Float64Array(most);
  let count = 0;
  let worst = most > 0 ? Infinity : -Infinity;
  for (let row = 0; row < n; row++) {
    if (leftOut?.[row]) continue;
    let sum = 0;
    for (let j = 0, at = row * size; j < size; j++, at++) {
      const difference = points[at]! - target[j]!;
      sum += difference * difference;
    }
    if (!(sum < worst)) continue;
    if (count < most) raise(rows, squares, count++, row, sum);
    else sink(rows, squares, count, row, sum);
    if (count === most) worst = squares[0]!;
  }
  // The farthest on top is the last of those that are left.
  for (let last = count - 1; last > 0; last--) {
    const [row, square] = [rows[last]!, squares[last]!];
    [rows[last], squares[last]] = [rows[0]!, squares[0]!];
    sink(rows, squares, last, row, square);
  }
  return { rows: rows.slice(0, count), distances: squares.slice(0, count).map(Math.sqrt) };
}

/** Puts a row at the end of a heap, or above what is nearer. */
function raise(rows: Uint32Array, squares: Float64Array, end: number, row: number, square: number): void {
  let at = end;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    // Rows come in order, so of those equally far this one is the last.
    if (squares[parent]! > square) break;
    squares[at] = squares[parent]!;
    rows[at] = rows[parent]!;
    at = parent;
  }
  squares[at] = square;
  rows[at] = row;
}

/** Puts a row in the place of a heap's top, or below what is farther. */
function sink(rows: Uint32Array, squares: Float64Array, count: number, row: number, square: number): void {
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= count) break;
    if (child + 1 < count && isFarther(squares[child + 1]!, rows[child + 1]!, squares[child]!, rows[child]!))
      child += 1;
    if (!isFarther(squares[child]!, rows[child]!, square, row)) break;
    squares[at] = squares[child]!;
    rows[at] = rows[child]!;
    at = child;
  }
  squares[at] = square;
  rows[at] = row;
}

function isFarther(square: number, row: number, otherSquare: number, otherRow: number): boolean {
  return square > otherSquare || (square === otherSquare && row > otherRow);
}
