import { outputFormat } from '../../protocol/operations/fields/paths.ts';
import { writeWhole } from '../files/writeWhole.ts';
import { csvParts } from './csv.ts';
import type { TableColumn } from './TableColumn.ts';

/** Writes columns, all of the same length, as .csv or .parquet, whichever the name says. */
export async function writeTable(path: string, columns: readonly TableColumn[]): Promise<void> {
  if (outputFormat(path) === '.csv') return writeWhole(path, ...csvParts(columns));
  const { parquetOfTable } = await import('./parquet.ts');
  await writeWhole(path, parquetOfTable(columns));
}
