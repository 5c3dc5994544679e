import type { EncodedRows } from './EncodedRows.ts';
import type { TableColumn } from './TableColumn.ts';

/** Columns path, label (none where it is ''), z1 … zD. */
export function encodedColumns({ count, latentSize, z, paths, labels }: EncodedRows): TableColumn[] {
  return [
    { name: 'path', type: 'text', values: paths },
    { name: 'label', type: 'text', values: labels.map((label) => label || null) },
    ...Array.from({ length: latentSize }, (_, d): TableColumn => {
      const values = new Float32Array(count);
      for (let i = 0; i < count; i++) values[i] = z[i * latentSize + d]!;
      return { name: `z${d + 1}`, type: 'float32', values };
    }),
  ];
}
