import type { ErrorData } from './errors.ts';
import { durationWords } from './words.ts';
import type { OperationName, OperationReport, OperationResult } from './operations/index.ts';

/** 'interrupted': cut short by the end of its process; what was kept of it can be gone on with, or discarded. */
export type JobState = 'running' | 'paused' | 'done' | 'failed' | 'cancelled' | 'interrupted';

/** What a job has to know of the person before it can go on: where to write. */
export interface JobQuestion {
  /** What happened, in a sentence or two. */
  words: string;
  /** The folder that could not be written. */
  folder: string;
}

/** An operation that was started: what a list of jobs shows, whichever it is. */
export interface JobInfo {
  id: string;
  operation: OperationName;
  /** What a person would call it: 'Encoding holiday pictures'. */
  title: string;
  state: JobState;
  done: number;
  /** 0 while unknown. */
  total: number;
  /** What is happening now, in words; of a job that is done, its result. */
  detail: string;
  /** Estimate of the seconds left, once there is one. */
  secondsLeft: number | null;
  /** They are the most that it takes. */
  mayEndSooner?: boolean;
  /** What a person can ask of it besides cancelling. */
  can: { pause: boolean; finish: boolean };
  /** What the person should know, in the order in which it was said: what was decided, warnings. */
  notes: readonly string[];
  /** The operation's own live data; null until it has any. */
  report: unknown;
  /** What it resolved to; null until it is done. */
  result: unknown;
  error?: ErrorData;
  /** While it waits for an answer. */
  question?: JobQuestion | undefined;
}

/** A job of a known operation. */
export interface JobOf<Name extends OperationName> extends JobInfo {
  operation: Name;
  report: OperationReport<Name> | null;
  result: OperationResult<Name> | null;
}

export function isJobOf<Name extends OperationName>(job: JobInfo, name: Name): job is JobOf<Name> {
  return job.operation === name;
}

/** '48 s left', 'at most 48 s left'; null while that is not known. */
export function timeLeftWords({
  secondsLeft,
  mayEndSooner,
}: Pick<JobInfo, 'secondsLeft' | 'mayEndSooner'>): string | null {
  if (secondsLeft === null) return null;
  return `${mayEndSooner ? 'at most ' : ''}${durationWords(secondsLeft)} left`;
}

export const isActive = ({ state }: JobInfo): boolean => state === 'running' || state === 'paused';
