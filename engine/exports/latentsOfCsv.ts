import { parse } from 'csv-parse/sync';
import type { Latents } from './Latents.ts';
import { latentColumns, type LatentColumns } from './latentColumns.ts';

/** A longer row is no row of latents: a quote that is never closed. */
const MAX_ROW_BYTES = 2 ** 24;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const INFINITE: Readonly<Record<string, number>> = { inf: Infinity, '-inf': -Infinity };

interface Table {
  /** Cells of a line, and where z and path are among them; null before the first line. */
  header: { width: number; columns: LatentColumns } | null;
  /** [D] each. */
  rows: Float32Array[];
  paths: string[];
}

/**
 * z from CSV text as csvParts writes it: a line of names, then a row for each image.
 * @throws Error in words
 */
export function latentsOfCsv(bytes: Uint8Array, latentSize: number | null): Latents {
  const table: Table = { header: null, rows: [], paths: [] };
  const failed: { error: unknown } = { error: null };
  try {
    parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
      bom: true,
      skip_empty_lines: true,
      relax_column_count: true,
      max_record_size: MAX_ROW_BYTES,
      // Rows are taken as they come: a table of a million cells is not kept as text.
      on_record: (cells: string[], { lines }) => {
        try {
          takeLine(table, cells, lines, latentSize);
        } catch (error) {
          failed.error = error;
          throw error;
        }
        return null;
      },
    });
  } catch (error) {
    if (failed.error) throw failed.error;
    throw new Error('is not CSV: a quote is not closed, or stands inside a cell', { cause: error });
  }
  const size = table.header?.columns.z.length ?? latentSize ?? 0;
  const z = new Float32Array(table.rows.length * size);
  table.rows.forEach((row, i) => z.set(row, i * size));
  const named = table.header !== null && table.header.columns.path !== null;
  return { z, latentSize: size, paths: named ? table.paths : null };
}

function takeLine(table: Table, cells: readonly string[], line: number, latentSize: number | null): void {
  if (!table.header) {
    const names = cells.map((name) => name.trim());
    table.header = { width: names.length, columns: latentColumns(names, latentSize) };
    return;
  }
  const { width, columns } = table.header;
  if (cells.length !== width)
    throw new Error(`line ${line} has ${cells.length} cells; expected ${width}, as in the first line`);
  table.rows.push(Float32Array.from(columns.z, (at, d) => numberOf(cells[at] ?? '', line, d)));
  table.paths.push(columns.path === null ? '' : (cells[columns.path] ?? ''));
}

function numberOf(cell: string, line: number, d: number): number {
  const text = cell.trim().toLowerCase();
  if (NUMBER.test(text)) return Number(text);
  if (text === '' || text === 'nan') return NaN;
  const infinite = INFINITE[text];
  if (infinite !== undefined) return infinite;
  throw new Error(`line ${line}: z${d + 1} is "${cell.slice(0, 24)}"; expected a number`);
}
