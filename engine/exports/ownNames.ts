import { numberedName } from '../files/numberedName.ts';
import type { TableColumn } from './TableColumn.ts';

/** A column of somebody's metadata may be called as z is. */
const isLatent = (name: string) => /^z\d*$/.test(name);

/** Columns with names that neither z, the columns before them nor one another have: a second 'path' becomes 'path (2)'. */
export function ownNames(columns: readonly TableColumn[], before: readonly TableColumn[]): TableColumn[] {
  const taken = new Set(before.map(({ name }) => name));
  return columns.map((column) => {
    let number = 1;
    let { name } = column;
    while (taken.has(name) || isLatent(name)) name = numberedName(column.name, ++number);
    taken.add(name);
    return { ...column, name };
  });
}
