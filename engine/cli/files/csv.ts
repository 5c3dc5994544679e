import type { EncodedRows } from './EncodedRows.ts';

/** RFC 4180: a cell with a comma, a quote or a line break stands in quotes. */
export const csvCell = (value: string | number): string =>
  typeof value === 'string' && /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : String(value);

export const csvLine = (cells: readonly (string | number)[]): string => `${cells.map(csvCell).join(',')}\n`;

/** path, label, z1 … zD. */
export function csvOfRows({ count, latentSize, z, paths, labels }: EncodedRows): string {
  const names = Array.from({ length: latentSize }, (_, d) => `z${d + 1}`);
  const lines = [csvLine(['path', 'label', ...names])];
  for (let i = 0; i < count; i++) {
    const values = Array.from(z.subarray(i * latentSize, (i + 1) * latentSize), shortest);
    lines.push(csvLine([paths[i] ?? '', labels[i] ?? '', ...values]));
  }
  return lines.join('');
}

/** The shortest decimal that reads back as the same float32: nine digits always do. */
export function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}
