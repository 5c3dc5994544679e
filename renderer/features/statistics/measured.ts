import type { ColumnInfo, ColumnValues } from '../../../protocol/columns.ts';

/** What of a measured column is worth a line: over the rows that have a value. */
export interface Summary {
  mean: number;
  std: number;
}

/** Mean and standard deviation (of the population) of the rows that count; null where none has a value. */
export function summarize(values: Float64Array, counts: (row: number) => boolean): Summary | null {
  let n = 0;
  let mean = 0;
  let squares = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (Number.isNaN(value) || !counts(row)) continue;
    // Welford: no large sums to cancel.
    n += 1;
    const before = value - mean;
    mean += before / n;
    squares += before * (value - mean);
  }
  return n === 0 ? null : { mean, std: Math.sqrt(squares / n) };
}

/** Rows of the smallest or largest values, the extreme first; fewer where fewer have a value. */
export function extremes(
  values: Float64Array,
  end: 'lowest' | 'highest',
  most: number,
  counts: (row: number) => boolean,
): number[] {
  const sign = end === 'lowest' ? 1 : -1;
  const found: number[] = [];
  for (let row = 0; row < values.length; row++) {
    const value = values[row]! * sign;
    if (Number.isNaN(value)) continue;
    if (found.length === most && value >= values[found.at(-1)!]! * sign) continue;
    if (!counts(row)) continue;
    let at = found.length;
    while (at > 0 && values[found[at - 1]!]! * sign > value) at -= 1;
    found.splice(at, 0, row);
    if (found.length > most) found.pop();
  }
  return found;
}

/** The numbers of a column; null where it has none. */
export const numbersOf = (column: ColumnValues | null): Float64Array | null =>
  column?.type === 'number' ? column.values : null;

export const isMeasured = ({ origin, type }: ColumnInfo): boolean =>
  origin === 'operation' && type === 'number';
