import { startJob } from '../jobs/startJob.ts';
import {
  fitDistribution,
  rowsOfMixture,
  type Distribution,
  type DistributionInput,
} from './fitDistribution.ts';

/** Multiplications that take some 10 ms. */
const LONGEST_HERE = 1e7;

/**
 * fitDistribution without holding up this process for more than a moment: all but a small gaussian is fitted in a child process.
 * @throws EngineError 'job-failed' where that was ended twice
 */
export async function fitDistributionAside(input: DistributionInput): Promise<Distribution> {
  const { fit, rows, d } = input;
  if (fit === 'gaussian' && (rows.length * d) / 2 + d ** 3 / 3 <= LONGEST_HERE) return fitDistribution(input);
  const sent = fit === 'mixture' ? { ...input, rows: rowsOfMixture(rows, d) } : input;
  const fitOnce = () => startJob('fitDistribution', sent, {}).done;
  // Ended from outside, by a person or for want of memory: that may be over.
  return fitOnce().catch(fitOnce);
}
