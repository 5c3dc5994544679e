/** The row of a table that is nearest to a point. */
export interface NearestRow {
  row: number;
  /** Euclidean, in z. */
  distance: number;
}

/**
 * @param rows [N,D] float32, N ≥ 1
 * @param skip a row that does not count: the point's own
 */
export function nearestRow(rows: Float32Array, point: Float32Array, skip = -1): NearestRow {
  const d = point.length;
  const nearest = { row: -1, squares: Infinity };
  for (let row = 0, at = 0; row < rows.length / d; row++, at += d) {
    if (row === skip) continue;
    let squares = 0;
    for (let i = 0; i < d && squares < nearest.squares; i++) squares += (rows[at + i]! - point[i]!) ** 2;
    if (squares < nearest.squares) [nearest.row, nearest.squares] = [row, squares];
  }
  return { row: nearest.row, distance: Math.sqrt(nearest.squares) };
}

const MOST_MEASURED = 500;

/**
 * How far rows lie from their nearest other row: the median, of at most 500 of them spread over all. Something nearer than
 * this to a row is as good as that row. null where there is only one.
 */
export function typicalDistance(rows: Float32Array, d: number): number | null {
  const n = rows.length / d;
  if (n < 2) return null;
  const count = Math.min(n, MOST_MEASURED);
  const distances = Array.from({ length: count }, (_, i) => {
    const row = Math.floor(((i + 0.5) * n) / count);
    return nearestRow(rows, rows.subarray(row * d, (row + 1) * d), row).distance;
  }).sort((a, b) => a - b);
  return distances[count >> 1]!;
}
