import { outputFormat } from '../../protocol/operations/fields/paths.ts';
import { writeWholeFrom } from '../files/writeWhole.ts';
import { columnsOfLatents, type LatentTable } from './LatentTable.ts';
import { npzOfLatents } from './npz.ts';
import type { Thumbnails } from './projector.ts';
import { writeTable } from './writeTable.ts';

export interface LatentsOptions {
  /** For the Projector's folder. */
  thumbnails?: Thumbnails | null;
  /** Aborted, it leaves no file. */
  signal?: AbortSignal | undefined;
}

/**
 * Writes z with its names as .npz, .csv or .parquet, whichever the name says, or as a folder for the TensorFlow Embedding
 * Projector.
 */
export async function writeLatents(
  out: string,
  table: LatentTable,
  { thumbnails = null, signal }: LatentsOptions = {},
): Promise<void> {
  const format = outputFormat(out);
  if (format === '.npz') return writeWholeFrom(out, [npzOfLatents(table)], signal);
  if (format !== 'folder') return writeTable(out, columnsOfLatents(table), signal);
  const { writeProjector } = await import('./projector.ts');
  await writeProjector(out, table, thumbnails, signal);
}
