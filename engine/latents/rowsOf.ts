/**
 * Some rows of a table.
 * @param values [N,size]
 * @param rows [n]
 * @returns [n,size], a copy
 */
export function rowsOf(
  values: Float32Array,
  rows: ArrayLike<number>,
  size: number,
): Float32Array<ArrayBuffer> {
  const chosen = new Float32Array(rows.length * size);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    chosen.set(values.subarray(row * size, (row + 1) * size), i * size);
  }
  return chosen;
}
