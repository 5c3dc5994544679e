import { spreadEvenly } from '../random/spreadEvenly.ts';
import { rowsOf } from './rowsOf.ts';

/**
 * As spreadEvenly, of the rows of a table.
 * @param values [N,size]
 * @param most how many rows, of more
 * @returns [min(N, most),size], a copy
 */
export function spreadRows(values: Float32Array, size: number, most: number): Float32Array<ArrayBuffer> {
  const all = Uint32Array.from({ length: values.length / size }, (_, row) => row);
  return rowsOf(values, spreadEvenly(all, most), size);
}
