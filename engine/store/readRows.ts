import { LABEL_COLUMN, type ColumnValue } from '../../protocol/columns.ts';
import type { ImageSource } from '../images/ImageSource.ts';
import { NAME_COLUMN } from './columns/ownColumns.ts';
import { columnValues, valueReader } from './columns/readValues.ts';
import type { StoreTables } from './StoreTables.ts';

/** An image with its row. Its metadata is in the collection's columns, and not here. */
export interface StoredSource extends ImageSource {
  id: number;
}

/** All that is known of a row besides z and thumbnail. */
export interface RowDetails {
  source: StoredSource;
  /** Whether its file is gone, or cannot be read any more. */
  isGone: boolean;
  /** By column. */
  values: Record<string, ColumnValue>;
}

export function readRow(tables: StoreTables, row: number): RowDetails {
  const [source] = readSources(tables, row, row + 1);
  const values = tables.columns.list().map((column): [string, ColumnValue] => {
    const read = columnValues(tables, column, row, row + 1);
    return [column.name, valueReader(tables, column, read)(0)];
  });
  return {
    source: source!,
    isGone: tables.blocks.states(row, row + 1)[0] !== 0,
    values: Object.fromEntries(values),
  };
}

/** The images of rows from..to (exclusive), which there are. */
export function readSources(tables: StoreTables, from: number, to: number): StoredSource[] {
  const names = tables.blocks.texts(NAME_COLUMN, from, to);
  const labels = tables.columns.find(LABEL_COLUMN);
  const labelAt = labels ? valueReader(tables, labels, columnValues(tables, labels, from, to)) : () => null;
  return tables.rows.range(from, to).map(({ row, path, arrayRow, sizeBytes, modifiedMs }, at) => {
    const label = labelAt(at);
    return {
      id: row,
      path: path ?? '',
      name: names[at]!,
      label: label === null ? null : String(label),
      ...(arrayRow >= 0 && { row: arrayRow }),
      ...{ sizeBytes, modifiedMs, metadata: {} },
    };
  });
}
