import { startJob } from '../jobs/startJob.ts';
import { fitPca, type Pca } from './pca.ts';

/** Multiplications that take some 50 ms: more than that is felt in a drag. */
const LONGEST_HERE = 4e7;

/**
 * fitPca without holding up this process for more than a moment: a large fit runs in a child process.
 * @throws EngineError 'job-failed' where that was ended twice
 */
export async function fitPcaAside(rows: Float32Array, n: number, d: number, k: number): Promise<Pca> {
  if ((n * d * Math.min(n, d)) / 2 <= LONGEST_HERE) return fitPca(rows, n, d, k);
  const fitOnce = () => startJob('pca', { rows, n, d, k }, {}).done;
  // Ended from outside, by a person or for want of memory: that may be over.
  return fitOnce().catch(fitOnce);
}
