import { forkJob, type JobListeners, type RunningJob } from './forkJob.ts';
import type { JobRun } from './JobContext.ts';
import type { JOBS } from './jobs.ts';

export type JobName = keyof typeof JOBS;
type Run<Name extends JobName> = Awaited<ReturnType<(typeof JOBS)[Name]>>['run'];
export type JobInput<Name extends JobName> = Parameters<Run<Name>>[0];
export type JobResult<Name extends JobName> = Awaited<ReturnType<Run<Name>>>;
export type ListenersOf<Name extends JobName> =
  Run<Name> extends JobRun<never, unknown, infer Report, infer Message>
    ? JobListeners<Report, Message>
    : never;

/** The module that every job's process begins with. */
export const JOB_ENTRY = new URL('./jobProcess.ts', import.meta.url);

/** Starts a job by its name in the table of jobs, in a child process of its own. */
export function startJob<Name extends JobName>(
  name: Name,
  input: JobInput<Name>,
  listeners: ListenersOf<Name>,
): RunningJob<JobResult<Name>> {
  return forkJob(JOB_ENTRY, name, input, listeners as JobListeners) as RunningJob<JobResult<Name>>;
}
