import type { JobQuestion } from '../../protocol/job.ts';

/** What whoever started a job can ask of it besides cancelling. Whether it is watched is the engine's to say. */
export type JobCommand = 'pause' | 'resume' | 'finish' | 'watch' | 'unwatch';

/** Why a job's signal is aborted when the person wants nothing of it kept. */
export const DISCARDED = 'discarded';

/** How far a job is; what is left out stays as it was last. */
export interface JobProgress {
  done?: number;
  /** 0 while unknown. */
  total?: number;
  /** What is happening now, in words. */
  detail?: string;
  /** Where the job knows better than its mean speed so far. */
  secondsLeft?: number | null;
  /** Whether it may end sooner than that, which nobody can know. */
  mayEndSooner?: boolean;
}

/** What a job's code gets, the same whether it runs in a child process or, for the command line, in this one. */
export interface JobContext<Report = unknown, Message = unknown> {
  /** Tells how far it is. Resolves when that has left; waiting for it lets it leave before a long session.run. */
  progress(progress: JobProgress): Promise<void>;
  /** Tells the person something that stays: what was decided, a warning. One line. */
  note(words: string): Promise<void>;
  /** Shows its own live data, in place of what it showed before. */
  report(report: Report): Promise<void>;
  /** Streams to whoever started the job what is too large for a report. Typed arrays travel as they are. */
  post(message: Message): Promise<void>;
  onCommand(listener: (command: JobCommand) => void): void;
  /**
   * Asks the person for a folder, and waits for it; null: the one that failed, once more. Absent where nobody is there
   * to be asked. Rejects with 'cancelled' when the job is to end.
   */
  ask?(question: JobQuestion): Promise<string | null>;
  /**
   * Aborted when the job is asked to end well; a job that does not heed it is killed. The reason is DISCARDED where the
   * person cancelled it, another one where the engine ends and what was begun may be gone on with.
   */
  readonly signal: AbortSignal;
}

/** A job's code: what its module exports as `run`. */
export type JobRun<Input, Result, Report = unknown, Message = unknown> = (
  input: Input,
  context: JobContext<Report, Message>,
) => Promise<Result>;

/** Jobs by name. Each module is imported when its job starts, so that nothing waits for what the others need. */
export type JobTable = Readonly<Record<string, () => Promise<JobModule>>>;
export interface JobModule {
  run: JobRun<never, unknown, never, never>;
}
