import { fitPca, type Pca } from './pca.ts';

export interface PcaInput {
  /** [N,D] */
  rows: Float32Array;
  n: number;
  d: number;
  k: number;
}

/** A PCA too long for the engine's own thread, as a job. */
export const run = async ({ rows, n, d, k }: PcaInput): Promise<Pca> => fitPca(rows, n, d, k);
