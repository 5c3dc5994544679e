import { isJobOf, type JobOf } from '../../../protocol/job.ts';
import type { Workspace } from '../../page/Workspace.svelte.ts';

/** The newest measuring there is, whether it runs or has ended. */
export const statisticsJob = ({ jobs }: Pick<Workspace, 'jobs'>): JobOf<'statistics'> | null =>
  jobs.findLast((job) => isJobOf(job, 'statistics')) ?? null;
