import { isJobOf, type JobOf } from '../../../protocol/job.ts';
import type { Workspace } from '../../page/Workspace.svelte.ts';

/** The newest training there is, whether it runs or has ended. */
export const trainingJob = ({ jobs }: Pick<Workspace, 'jobs'>): JobOf<'train'> | null =>
  jobs.findLast((job) => isJobOf(job, 'train')) ?? null;
