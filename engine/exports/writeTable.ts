import { outputFormat } from '../../protocol/operations/fields/paths.ts';
import { writeWholeFrom } from '../files/writeWhole.ts';
import { csvParts } from './csv.ts';
import type { TableColumn } from './TableColumn.ts';

/** Writes columns, all of the same length, as .csv or .parquet, whichever the name says. */
export async function writeTable(
  path: string,
  columns: readonly TableColumn[],
  signal?: AbortSignal,
): Promise<void> {
  if (outputFormat(path) === '.csv') return writeWholeFrom(path, csvParts(columns), signal);
  const { parquetOfTable } = await import('./parquet.ts');
  await writeWholeFrom(path, [parquetOfTable(columns)], signal);
}
