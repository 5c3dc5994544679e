import type { TableColumn } from './TableColumn.ts';

const ROWS_PER_PART = 20_000;

/** RFC 4180: a cell with a comma, a quote or a line break stands in quotes. */
const csvCell = (value: string): string =>
  /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;

/**
 * A table as CSV text: names, then rows, a part at a time, since one string cannot hold a large table. Cells without a value
 * are empty, infinity is 'inf', a float32 has as many digits as it takes to read back the same.
 */
export function* csvParts(columns: readonly TableColumn[]): Generator<string> {
  const count = columns[0]?.values.length ?? 0;
  yield `${columns.map(({ name }) => csvCell(name)).join(',')}\n`;
  for (let from = 0; from < count; from += ROWS_PER_PART) {
    const lines: string[] = [];
    for (let row = from; row < Math.min(count, from + ROWS_PER_PART); row++) {
      lines.push(`${columns.map((column) => cellOf(column, row)).join(',')}\n`);
    }
    yield lines.join('');
  }
}

function cellOf(column: TableColumn, row: number): string {
  if (column.type === 'text') return csvCell(column.values[row] ?? '');
  const value = column.values[row]!;
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '' : value < 0 ? '-inf' : 'inf';
  if (Object.is(value, -0)) return '-0';
  return String(column.type === 'float32' ? shortest(value) : value);
}

/** The shortest decimal that reads back as the same float32: nine digits always do. */
export function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}
