import type { ErrorData } from './errors.ts';

export type JobKind = 'ingest' | 'training';
export type JobState = 'running' | 'paused' | 'done' | 'failed' | 'cancelled';

export interface JobInfo {
  id: string;
  kind: JobKind;
  /** What a person would call it: 'Encoding holiday pictures'. */
  title: string;
  state: JobState;
  done: number;
  /** 0 while unknown. */
  total: number;
  /** What is happening now, in words. */
  detail: string;
  /** Estimate of the seconds left, once there is one. */
  secondsLeft: number | null;
  error?: ErrorData;
}
