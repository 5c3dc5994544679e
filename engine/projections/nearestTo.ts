/** The k nearest of n points to one, nearest first. */
export interface Nearest {
  /** [k] */
  rows: Uint32Array<ArrayBuffer>;
  /** [k] */
  distances: Float64Array<ArrayBuffer>;
}

/**
 * The rows nearest to one point, exact: one pass with the k best so far at hand. What asks for the neighbours of many
 * points at once uses NearestNeighbors.
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
  const rows = new Uint32Array(Math.min(k, n));
  const squares = new Float64Array(rows.length).fill(Infinity);
  let count = 0;
  let worst = Infinity;
  for (let row = 0; row < n; row++) {
    if (leftOut?.[row]) continue;
    let sum = 0;
    for (let j = 0, at = row * size; j < size; j++, at++) {
      const difference = points[at]! - target[j]!;
      sum += difference * difference;
    }
    if (!(sum < worst)) continue;
    let at = count < rows.length ? count++ : rows.length - 1;
    for (; at > 0 && squares[at - 1]! > sum; at--) {
      squares[at] = squares[at - 1]!;
      rows[at] = rows[at - 1]!;
    }
    squares[at] = sum;
    rows[at] = row;
    if (count === rows.length) worst = squares[count - 1]!;
  }
  return { rows: rows.slice(0, count), distances: squares.slice(0, count).map(Math.sqrt) };
}
