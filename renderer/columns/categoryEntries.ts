import { NO_CODE, type ColumnInfo, type ColumnValues } from '../../protocol/columns.ts';
import { FLAG_NAMES } from '../../protocol/rowsFilter.ts';
import { labelColors, noLabelColor } from './labelColors.ts';
import type { Theme } from '../../protocol/preferences.ts';

/** One colour of a column of categories or flags, as a legend names it. */
export interface CategoryEntry {
  /** null for points without a value. */
  name: string | null;
  count: number;
  /** CSS */
  color: string;
}

/**
 * The colours of a column of categories or flags, in the order of its codes; at the end, where some have none, that of
 * rows without a value.
 * @param values of the column; null while they are on their way
 */
export function categoryEntries(
  info: ColumnInfo,
  values: ColumnValues | null,
  rowCount: number,
  theme: Theme,
): CategoryEntry[] {
  const named = info.type === 'flag' ? flagCounts(values) : info.categories;
  const colors = labelColors(named.length, theme);
  const none = noLabelColor(theme);
  const all = named.map(({ name, count }, code) => ({ name, count, color: colors[code] ?? none }));
  const without = rowCount - all.reduce((sum, { count }) => sum + count, 0);
  return without > 0 ? [...all, { name: null, count: without, color: none }] : all;
}

/** What an entry is called. */
export const entryWords = (info: Pick<ColumnInfo, 'name'>, { name }: Pick<CategoryEntry, 'name'>): string =>
  name ?? `no ${info.name}`;

/** A flag's own count is of those where it is set: the others are counted here. */
function flagCounts(values: ColumnValues | null): { name: string; count: number }[] {
  const counts = [0, 0];
  if (values?.type === 'flag') {
    for (const code of values.values) if (code !== NO_CODE) counts[code]! += 1;
  }
  return FLAG_NAMES.map((name, code) => ({ name, count: counts[code] ?? 0 }));
}
