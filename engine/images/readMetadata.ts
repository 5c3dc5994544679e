import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { clipped, onOneLine } from '../../protocol/clipped.ts';
import { readRegularFile } from '../files/readRegularFile.ts';

/** The names under which a folder's metadata is found, as in the 'imagefolder' datasets of Hugging Face. */
export const METADATA_FILES = ['metadata.csv', 'metadata.jsonl'] as const;
const MAX_METADATA_BYTES = 256 * 1024 * 1024;

export interface ImageMetadata {
  /** Undefined where the file has no label column; null where the cell is empty. */
  label: string | null | undefined;
  columns: Record<string, string>;
}

/** By metadataKey of the path below the metadata file's folder. */
export type MetadataTable = ReadonlyMap<string, ImageMetadata>;

/** One spelling for a relative path: forward slashes, no leading './', composed accents. */
export function metadataKey(relativePath: string): string {
  return relativePath
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '')
    .normalize('NFC');
}

/**
 * Reads metadata.csv or metadata.jsonl: one row per image, named by its file_name column, with an optional label.
 * @throws Error in words, when there is no file_name column or a line cannot be read
 */
export async function readMetadata(
  folder: string,
  name: (typeof METADATA_FILES)[number],
): Promise<MetadataTable> {
  const text = (await readRegularFile(join(folder, name), MAX_METADATA_BYTES)).toString();
  const rows = rowsOf(name, text);
  const table = new Map<string, ImageMetadata>();
  for (const row of rows) {
    const { file_name: fileName, label, ...columns } = row;
    if (!fileName)
      throw new Error('has a row without file_name; expected the image\'s path in a column "file_name"');
    const given = Object.hasOwn(row, 'label');
    table.set(metadataKey(fileName), { label: given ? label || null : undefined, columns });
  }
  return table;
}

/** A refusal may quote the file, which may be one line of megabytes. */
const MAX_REASON = 200;

function rowsOf(name: (typeof METADATA_FILES)[number], text: string): Record<string, string>[] {
  try {
    return name === 'metadata.csv' ? csvRows(text) : jsonRows(text);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new Error(clipped(onOneLine(words), MAX_REASON), { cause: error });
  }
}

function csvRows(text: string): Record<string, string>[] {
  let header: string[] = [];
  const rows = parse(text, {
    bom: true,
    skip_empty_lines: true,
    trim: true,
    relax_column_count_less: true,
  }) as string[][];
  [header = []] = rows;
  // fromEntries defines own properties: a column called __proto__ is only a column.
  return rows
    .slice(1)
    .map((cells) => Object.fromEntries(header.map((column, i) => [column, cells[i] ?? ''])));
}

/** What JSON.parse says of a text, without the piece of the text that it quotes around the place. */
const syntaxWords = (error: unknown) => (error as SyntaxError).message.replace(/, (?:\.\.\.)?".*/s, '');

function jsonRows(text: string): Record<string, string>[] {
  const rows: Record<string, string>[] = [];
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split('\n')
    .entries()) {
    if (line.trim() === '') continue;
    let row: unknown;
    try {
      row = JSON.parse(line);
    } catch (error) {
      throw new Error(`line ${index + 1} is not JSON (${syntaxWords(error)})`, { cause: error });
    }
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      throw new Error(`line ${index + 1}: expected an object with file_name, got ${kindOf(row)}`);
    }
    rows.push(Object.fromEntries(Object.entries(row).map(([key, value]) => [key, cellText(value)])));
  }
  return rows;
}

/** What a value of JSON is that is no object. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return value === null ? 'null' : `a ${typeof value}`;
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
