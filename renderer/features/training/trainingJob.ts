import type { JobInfo } from '../../../protocol/job.ts';
import type { Workspace } from '../../page/Workspace.svelte.ts';

/** The newest training there is, whether it runs or has ended. */
export const trainingJob = ({ jobs }: Pick<Workspace, 'jobs'>): JobInfo | null =>
  jobs.findLast((job) => job.kind === 'training') ?? null;
