import { NO_CODE, type ColumnInfo, type ColumnValues } from './columns.ts';
import type { ColumnFilter } from './document.ts';

/** What a flag's two values are called, in legends and filters. */
export const FLAG_NAMES = ['no', 'yes'] as const;

/** Sets out[row] to 1 for rows from..to-1 that it leaves out; rows that others left out stay out. */
export type RowsFilter = (out: Uint8Array, from: number, to: number) => void;

/** @returns null where such a filter leaves nothing out of a column of this type */
export function rowsFilter(
  info: Pick<ColumnInfo, 'categories'>,
  column: ColumnValues,
  filter: ColumnFilter,
): RowsFilter | null {
  if (filter.kind === 'range') {
    return column.type === 'number' || column.type === 'date' ? rangeFilter(column.values, filter) : null;
  }
  if (column.type === 'category' || column.type === 'flag') {
    const names = column.type === 'flag' ? FLAG_NAMES : info.categories.map(({ name }) => name);
    return codesFilter(column.values, names, filter);
  }
  return null;
}

function rangeFilter(
  values: Float64Array,
  { min, max, hideMissing }: Extract<ColumnFilter, { kind: 'range' }>,
): RowsFilter {
  const low = min ?? -Infinity;
  const high = max ?? Infinity;
  return (out, from, to) => {
    for (let row = from; row < to; row++) {
      const value = values[row]!;
      // NaN, for none, is neither below nor above.
      if (value < low || value > high || (hideMissing && Number.isNaN(value))) out[row] = 1;
    }
  };
}

/** @param names names[code] is what a code means */
function codesFilter(
  codes: Uint16Array,
  names: readonly string[],
  { hidden, hideMissing }: Extract<ColumnFilter, { kind: 'categories' }>,
): RowsFilter {
  const hiddenNames = new Set(hidden);
  const isHidden = new Uint8Array(NO_CODE + 1);
  names.forEach((name, code) => (isHidden[code] = Number(hiddenNames.has(name))));
  isHidden[NO_CODE] = Number(hideMissing);
  return (out, from, to) => {
    for (let row = from; row < to; row++) if (isHidden[codes[row]!]) out[row] = 1;
  };
}
