import type { JobInfo } from '../../../protocol/job.ts';

export const isActiveJob = ({ state }: JobInfo): boolean => state === 'running' || state === 'paused';

export const canPause = (job: JobInfo): boolean => isActiveJob(job) && job.kind === 'training';

export const canFinish = (job: JobInfo): boolean => isActiveJob(job) && job.kind === 'training';
