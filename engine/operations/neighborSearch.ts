import type { JobContext } from '../jobs/JobContext.ts';
import type { NeighborOptions } from '../projections/neighbors/NeighborGraph.ts';

/** A search for neighbours as a part of a job: it tells how far it is, and ends when the job is cancelled. */
export const neighborSearch = ({
  progress,
  signal,
}: Pick<JobContext, 'progress' | 'signal'>): NeighborOptions => ({
  signal,
  onProgress: (done, total) =>
    void progress({ done, total, detail: 'finding neighbours', secondsLeft: null }),
});
