import { isActive, type JobInfo } from '../../../protocol/job.ts';
import type { Page } from '../../page/Page.svelte.ts';

/** The job that computes a projection, while it runs. */
export const projectionJob = ({ jobs }: Pick<Page['workspace'], 'jobs'>): JobInfo | null =>
  jobs.find((job) => job.operation === 'project' && isActive(job)) ?? null;
