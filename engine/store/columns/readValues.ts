import type { ColumnValue, ColumnValues } from '../../../protocol/columns.ts';
import { NO_CODE } from '../../../protocol/columns.ts';
import type { StoreTables } from '../StoreTables.ts';
import type { StoredColumn } from './ColumnTable.ts';

/** A column's values of rows from..to, as they cross the wire. */
export function columnValues(
  { blocks }: StoreTables,
  { id, type, origin }: StoredColumn,
  from: number,
  to: number,
): ColumnValues {
  switch (type) {
    case 'text':
      return { type, values: blocks.texts({ id, type }, from, to) };
    case 'number':
    case 'date':
      return { type, values: blocks.numbers({ id, type }, from, to) };
    case 'category':
      return { type, values: blocks.numbers({ id, type }, from, to) };
    case 'flag': {
      // A person's tag is set or it is not; of other flags it may be unknown.
      const none = origin === 'person' ? 0 : NO_CODE;
      const flags = blocks.numbers({ id, type }, from, to);
      const values = new Uint16Array(flags.length);
      for (let at = 0; at < flags.length; at++) values[at] = flags[at]! > 1 ? none : flags[at]!;
      return { type, values };
    }
  }
}

/** @returns each row's value as a person reads it; values of rows from..to as columnValues gave them */
export function valueReader(
  { columns }: StoreTables,
  column: StoredColumn,
  read: ColumnValues,
): (at: number) => ColumnValue {
  if (read.type === 'text') return (at) => read.values[at] || null;
  if (read.type === 'flag') return (at) => (read.values[at] === NO_CODE ? null : read.values[at] === 1);
  if (read.type === 'category') {
    const names = columns.info(column).categories;
    return (at) => names[read.values[at] ?? NO_CODE]?.name ?? null;
  }
  return (at) => (Number.isNaN(read.values[at]) ? null : (read.values[at] ?? null));
}
