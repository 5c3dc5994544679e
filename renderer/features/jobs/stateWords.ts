import type { JobInfo } from '../../../protocol/job.ts';

/** How a job stands, in a word or two. */
export function stateWords({ state, question }: Pick<JobInfo, 'state' | 'question'>): string {
  if (state === 'running') return question ? 'waits for a place' : 'under way';
  return {
    paused: 'paused',
    done: 'done',
    failed: 'failed',
    cancelled: 'cancelled',
    interrupted: 'cut short',
  }[state];
}
