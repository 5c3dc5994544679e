import { NO_CODE, type ColumnInfo, type ColumnValues } from '../../protocol/columns.ts';
import { FLAG_NAMES } from '../../protocol/rowsFilter.ts';
import { dateWords, numberWords } from '../ui/numberWords.ts';

export const NO_VALUE = '–';

/** A row's value of a column as a person reads it, without its unit; NO_VALUE for none, '' while it is not here. */
export function cellWords(
  { categories }: Pick<ColumnInfo, 'categories'>,
  { type, values }: ColumnValues,
  row: number,
): string {
  if (row >= values.length) return '';
  if (type === 'text') return values[row] || NO_VALUE;
  const value = values[row]!;
  if (type === 'category') return value === NO_CODE ? NO_VALUE : (categories[value]?.name ?? NO_VALUE);
  if (type === 'flag') return FLAG_NAMES[value] ?? NO_VALUE;
  if (Number.isNaN(value)) return NO_VALUE;
  return type === 'date' ? dateWords(value) : numberWords(value);
}
