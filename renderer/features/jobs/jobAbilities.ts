import { isActive, type JobInfo } from '../../../protocol/job.ts';

export const canPause = (job: JobInfo): boolean => isActive(job) && job.can.pause;

export const canFinish = (job: JobInfo): boolean => isActive(job) && job.can.finish;
