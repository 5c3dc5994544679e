import { outputFormat } from '../../protocol/operations/fields/paths.ts';
import { writeWholeFrom } from '../files/writeWhole.ts';
import { imageNames } from './LatentTable.ts';
import { npzOfArrays } from './npz.ts';
import type { TableColumn } from './TableColumn.ts';
import { writeTable } from './writeTable.ts';

/** Where images lie in a projection. */
export interface PlacesTable {
  /** N */
  count: number;
  dims: 2 | 3;
  /** [N,dims] float32 */
  positions: Float32Array;
  paths: readonly string[];
  /** '' for none. */
  labels: readonly string[];
}

/** Writes them as .npz (`positions` [N,dims] float32, path, label), .csv or .parquet (path, label, x, y, z). */
export async function writePlaces(
  out: string,
  { count, dims, positions, paths, labels }: PlacesTable,
  signal?: AbortSignal,
): Promise<void> {
  const names = imageNames(paths, labels);
  if (outputFormat(out) === '.npz') {
    const bytes = npzOfArrays([{ name: 'positions', shape: [count, dims], values: positions }], names);
    return writeWholeFrom(out, [bytes], signal);
  }
  const axes = ['x', 'y', 'z'].slice(0, dims).map((name, k): TableColumn => {
    const values = new Float32Array(count);
    for (let i = 0; i < count; i++) values[i] = positions[i * dims + k]!;
    return { name, type: 'float32', values };
  });
  await writeTable(out, [...names, ...axes], signal);
}
