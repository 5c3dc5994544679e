import { parquetWriteBuffer } from 'hyparquet-writer';
import type { EncodedRows } from './EncodedRows.ts';

/** Columns path, label (null for none), z1 … zD as float32. */
export function parquetOfRows({ count, latentSize, z, paths, labels }: EncodedRows): Uint8Array {
  const columns = Array.from({ length: latentSize }, (_, d) => ({
    name: `z${d + 1}`,
    type: 'FLOAT' as const,
    data: Array.from({ length: count }, (_unused, i) => z[i * latentSize + d]!),
    nullable: false,
  }));
  const buffer = parquetWriteBuffer({
    columnData: [
      { name: 'path', type: 'STRING', data: paths, nullable: false },
      { name: 'label', type: 'STRING', data: labels.map((label) => label || null), nullable: true },
      ...columns,
    ],
  });
  return new Uint8Array(buffer);
}
