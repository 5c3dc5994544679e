import type { TableColumn } from './TableColumn.ts';

/** z of N rows with what names and describes them, as the output files hold them. */
export interface LatentTable {
  /** N */
  count: number;
  /** D */
  latentSize: number;
  /** [N,D] float32 */
  z: Float32Array;
  /** What names each row, before z: path ('folder/a.png', 'array.npz[12]') and label of an image. */
  names: readonly TableColumn[];
  /** What else is known of it, after z. */
  more: readonly TableColumn[];
}

/** The names of an image: path and label. @param labels '' for none */
export const imageNames = (paths: readonly string[], labels: readonly string[]): TableColumn[] => [
  { name: 'path', type: 'text', values: paths },
  { name: 'label', type: 'text', values: labels.map((label) => label || null) },
];

/** Names, z1 … zD, and what else is known. */
export function columnsOfLatents({ count, latentSize, z, names, more }: LatentTable): TableColumn[] {
  const latents = Array.from({ length: latentSize }, (_, d): TableColumn => {
    const values = new Float32Array(count);
    for (let i = 0; i < count; i++) values[i] = z[i * latentSize + d]!;
    return { name: `z${d + 1}`, type: 'float32', values };
  });
  return [...names, ...latents, ...more];
}
