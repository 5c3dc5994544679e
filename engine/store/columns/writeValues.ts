import { NO_CODE, type ColumnValue } from '../../../protocol/columns.ts';
import { EngineError } from '../../../protocol/EngineError.ts';
import type { StoreTables } from '../StoreTables.ts';
import type { CategoryTable } from './CategoryTable.ts';
import { noValue, TEXT_END } from './blockLayout.ts';
import type { StoredColumn } from './ColumnTable.ts';

/**
 * Gives rows their values of a column, within a transaction. Numbers that are not finite are none.
 * @param rows best in ascending order
 * @param valueAt of rows[at]
 * @param inPlace whether rows that were there before are among them
 * @returns false where a category has no codes left for a value, which then is none
 * @throws EngineError 'bad-request' for a value of another type
 */
export function writeValues(
  { blocks, columns }: StoreTables,
  column: StoredColumn,
  rows: ArrayLike<number>,
  valueAt: (at: number) => ColumnValue,
  inPlace: boolean,
): boolean {
  let isFull = false;
  const stored = storedValue(column, columns.categories, () => (isFull = true));
  const counts = blocks.update(column, rows, (values, index, at) => {
    values[index] = stored(valueAt(at));
  });
  columns.categories.addCounts(column.id, counts);
  columns.changed(column, inPlace);
  return !isFull;
}

/** How a column's blocks hold a value. */
function storedValue(
  column: StoredColumn,
  categories: CategoryTable,
  onFull: () => void,
): (value: ColumnValue) => number | string {
  const none = noValue(column.type);
  const refuse = (value: ColumnValue): never => {
    throw new EngineError(
      'bad-request',
      `Column "${column.name}" is of type ${column.type}; got the value ${JSON.stringify(value)}.`,
    );
  };
  switch (column.type) {
    case 'number':
    case 'date':
      return (value) =>
        value === null
          ? none
          : typeof value !== 'number'
            ? refuse(value)
            : Number.isFinite(value)
              ? value
              : none;
    case 'flag':
      return (value) => (value === null ? none : typeof value === 'boolean' ? Number(value) : refuse(value));
    case 'category': {
      const codeOf = categories.codeOf(column.id);
      return (value) => {
        if (value === null || value === '') return none;
        if (typeof value !== 'string') return refuse(value);
        const code = codeOf(oneText(value));
        if (code === null) onFull();
        return code ?? NO_CODE;
      };
    }
    case 'text':
      return (value) => (value === null ? none : typeof value === 'string' ? oneText(value) : refuse(value));
  }
}

/** Without the character that stands between texts. */
export const oneText = (text: string): string =>
  text.includes(TEXT_END) ? text.replaceAll(TEXT_END, ' ') : text;
