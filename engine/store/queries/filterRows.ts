import { NO_CODE, type ColumnInfo, type ColumnValues } from '../../../protocol/columns.ts';
import type { ColumnFilter } from '../../../protocol/document.ts';
import type { Turns } from './Turns.ts';

/** What a flag's values are called. */
export const FLAG_NAMES = ['no', 'yes'];

/** Sets leftOut[row] to 1 where a column's filter leaves a row out; rows that were left out stay so. */
export async function filterRows(
  info: ColumnInfo,
  column: ColumnValues,
  filter: ColumnFilter,
  leftOut: Uint8Array,
  turns: Turns,
): Promise<void> {
  if (filter.kind === 'range') {
    if (column.type === 'number' || column.type === 'date') {
      await rangeFilter(column.values, filter, leftOut, turns);
    }
  } else if (column.type === 'category' || column.type === 'flag') {
    const names = column.type === 'flag' ? FLAG_NAMES : info.categories.map(({ name }) => name);
    await categoryFilter(column.values, names, filter, leftOut, turns);
  }
}

/** @param values [n] float64, NaN for none; min and max inclusive, null for no bound */
export async function rangeFilter(
  values: Float64Array,
  { min, max, hideMissing }: Omit<Extract<ColumnFilter, { kind: 'range' }>, 'kind'>,
  leftOut: Uint8Array,
  turns: Turns,
): Promise<void> {
  const low = min ?? -Infinity;
  const high = max ?? Infinity;
  await turns.forRows(values.length, (from, to) => {
    for (let row = from; row < to; row++) {
      const value = values[row]!;
      // NaN, for none, is neither below nor above.
      if (value < low || value > high || (hideMissing && Number.isNaN(value))) leftOut[row] = 1;
    }
  });
}

/** @param codes [n] uint16, NO_CODE for none; names[code] is what a code means */
export async function categoryFilter(
  codes: Uint16Array,
  names: readonly string[],
  { hidden, hideMissing }: Omit<Extract<ColumnFilter, { kind: 'categories' }>, 'kind'>,
  leftOut: Uint8Array,
  turns: Turns,
): Promise<void> {
  const hiddenNames = new Set(hidden);
  const isHidden = new Uint8Array(NO_CODE + 1);
  names.forEach((name, code) => (isHidden[code] = Number(hiddenNames.has(name))));
  isHidden[NO_CODE] = Number(hideMissing);
  await turns.forRows(codes.length, (from, to) => {
    for (let row = from; row < to; row++) if (isHidden[codes[row]!]) leftOut[row] = 1;
  });
}
