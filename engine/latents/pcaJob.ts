/** A PCA too long for the engine's own thread, as a job. */
import type { JobMain } from '../jobs/JobContext.ts';
import { fitPca, type Pca } from './pca.ts';

export interface PcaInput {
  /** [N,D] */
  rows: Float32Array;
  n: number;
  d: number;
  k: number;
}

const main: JobMain<PcaInput, never, Pca> = async ({ rows, n, d, k }) => fitPca(rows, n, d, k);
export default main;
