import { isoDate } from '../../protocol/isoDate.ts';
import { shortestFloat } from '../../protocol/shortestFloat.ts';
import type { TableColumn } from './TableColumn.ts';

const ROWS_PER_PART = 20_000;
const CELLS_PER_PART = 1_000_000;

/** RFC 4180: a cell with a comma, a quote or a line break stands in quotes. */
const csvCell = (value: string): string =>
  /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;

/**
 * A table as CSV text: names, then rows, a part at a time, since one string cannot hold a large table. Cells without a value
 * are empty, infinity is 'inf', a float32 has as many digits as it takes to read back the same, a date is ISO 8601.
 */
export function* csvParts(columns: readonly TableColumn[]): Generator<string> {
  const count = columns[0]?.values.length ?? 0;
  const rowsPerPart = Math.min(ROWS_PER_PART, Math.ceil(CELLS_PER_PART / columns.length));
  yield `${columns.map(({ name }) => csvCell(name)).join(',')}\n`;
  for (let from = 0; from < count; from += rowsPerPart) {
    const lines: string[] = [];
    for (let row = from; row < Math.min(count, from + rowsPerPart); row++) {
      lines.push(`${columns.map((column) => cellOf(column, row)).join(',')}\n`);
    }
    yield lines.join('');
  }
}

const cellOf = (column: TableColumn, row: number): string =>
  column.type === 'text' ? csvCell(column.values[row] ?? '') : cellText(column, row);

/** A value as text; '' for none. */
export function cellText(column: TableColumn, row: number): string {
  if (column.type === 'text') return column.values[row] ?? '';
  if (column.type === 'flag') return String(column.values[row] ?? '');
  const value = column.values[row]!;
  if (Number.isNaN(value)) return '';
  if (column.type === 'date') return isoDate(value);
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  if (Object.is(value, -0)) return '-0';
  return String(column.type === 'float32' ? shortestFloat(value) : value);
}
