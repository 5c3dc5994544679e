/**
 * The mean of some rows of a table.
 * @param values [N,D]
 * @param rows one at least
 * @returns [D]
 */
export function meanOfRows(values: Float32Array, d: number, rows: ArrayLike<number>): Float64Array {
  const mean = new Float64Array(d);
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0, at = rows[i]! * d; j < d; j++, at++) mean[j]! += values[at]!;
  }
  return mean.map((sum) => sum / rows.length);
}
