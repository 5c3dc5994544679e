import { NO_CODE, type ColumnInfo, type ColumnValues } from '../../protocol/columns.ts';
import type { ColumnFilter } from '../../protocol/document.ts';

/** Sets out[row] to 1 where a column's filter leaves a row out; rows that others left out stay out. */
export function filterRows(
  info: Pick<ColumnInfo, 'categories'>,
  column: ColumnValues,
  filter: ColumnFilter,
  out: Uint8Array,
): void {
  if (filter.kind === 'range') {
    if (column.type === 'number' || column.type === 'date') filterRange(column.values, filter, out);
    return;
  }
  if (column.type === 'category' || column.type === 'flag') {
    filterCodes(column.values, hiddenCodes(info, column.type, filter.hidden), filter.hideMissing, out);
  }
}

function filterRange(
  values: Float64Array,
  { min, max, hideMissing }: Extract<ColumnFilter, { kind: 'range' }>,
  out: Uint8Array,
): void {
  const low = min ?? -Infinity;
  const high = max ?? Infinity;
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    // NaN, for none, is neither below nor above.
    if (value < low || value > high || (hideMissing && Number.isNaN(value))) out[row] = 1;
  }
}

function filterCodes(values: Uint16Array, hidden: Uint8Array, hideMissing: boolean, out: Uint8Array): void {
  for (let row = 0; row < values.length; row++) {
    const code = values[row]!;
    if (code === NO_CODE ? hideMissing : hidden[code]) out[row] = 1;
  }
}

/** What a flag's two values are called, in legends and filters. */
export const FLAG_NAMES = ['no', 'yes'] as const;

function hiddenCodes(
  { categories }: Pick<ColumnInfo, 'categories'>,
  type: 'category' | 'flag',
  hidden: readonly string[],
): Uint8Array {
  const names = type === 'flag' ? FLAG_NAMES : categories.map(({ name }) => name);
  const hiddenNames = new Set(hidden);
  return Uint8Array.from(names, (name) => (hiddenNames.has(name) ? 1 : 0));
}
