import { spreadEvenly } from './spreadEvenly.ts';

/**
 * As spreadEvenly, of the rows of a table.
 * @param values [N,size]
 * @param most how many rows, of more
 * @returns [min(N, most),size], a copy
 */
export function spreadRows(values: Float32Array, size: number, most: number): Float32Array<ArrayBuffer> {
  const all = Uint32Array.from({ length: values.length / size }, (_, row) => row);
  const rows = spreadEvenly(all, most);
  const taken = new Float32Array(rows.length * size);
  rows.forEach((row, at) => taken.set(values.subarray(row * size, (row + 1) * size), at * size));
  return taken;
}
