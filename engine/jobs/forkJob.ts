import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { EngineError } from '../../protocol/EngineError.ts';
import type { ErrorData } from '../../protocol/errors.ts';
import type { JobQuestion } from '../../protocol/job.ts';
import type { JobCommand, JobProgress } from './JobContext.ts';

export type ToJob =
  | { type: 'start'; name: string; input: unknown }
  | { type: 'command'; command: JobCommand }
  | { type: 'answer'; folder: string | null }
  /** discard: the person wants nothing of it kept. */
  | { type: 'cancel'; discard: boolean };
export type FromJob =
  | { type: 'progress'; progress: JobProgress }
  | { type: 'note'; words: string }
  | { type: 'report'; report: unknown }
  | { type: 'question'; question: JobQuestion }
  | { type: 'message'; message: unknown }
  | { type: 'result'; result: unknown }
  | { type: 'error'; error: ErrorData };

/** What of a job is listened to. */
export interface JobListeners<Report = unknown, Message = unknown> {
  onProgress?(progress: JobProgress): void;
  onNote?(words: string): void;
  onReport?(report: Report): void;
  /** It waits until it is answered, or cancelled. */
  onQuestion?(question: JobQuestion): void;
  onMessage?(message: Message): void;
}

export interface RunningJob<Result> {
  /** The job's result; rejects with an EngineError: 'cancelled', 'job-failed' for a crash, or the job's own. */
  readonly done: Promise<Result>;
  readonly pid: number;
  send(command: JobCommand): void;
  /** @param folder what the job asked for; null: the one that failed, once more */
  answer(folder: string | null): void;
  /** Asks the job to end and to keep nothing, and kills it when it has not within graceMs. Safe to call twice. */
  cancel(graceMs?: number): void;
  /** The same, but it keeps what it can be gone on with: the engine ends. */
  end(graceMs?: number): void;
}

/**
 * Runs a job in a child process of its own, so that a crash in it, native code included, is an error and not a lost engine.
 * @param entry a module that serves the job: serveJob with a table that has its name
 */
export function forkJob(
  entry: URL,
  name: string,
  input: unknown,
  listeners: JobListeners,
): RunningJob<unknown> {
  const child = fork(fileURLToPath(entry), [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let cancelled = false;
  let stderrTail = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderrTail = (stderrTail + text).slice(-2000);
  });

  const done = new Promise<unknown>((resolve, reject) => {
    child.on('message', (raw) => {
      const message = raw as FromJob;
      if (message.type === 'result') resolve(message.result);
      else if (message.type === 'error')
        reject(cancelled ? cancelledError() : EngineError.fromData(message.error));
      else tell(listeners, message);
    });
    child.on('error', (error) =>
      reject(new EngineError('job-failed', `The job could not start: ${error.message}`)),
    );
    // 'close', not 'exit': only then has everything the child sent been read. A result that arrived has won already.
    child.on('close', (code, signal) =>
      reject(cancelled ? cancelledError() : crashed(signal ?? `exit code ${code}`, stderrTail)),
    );
  });
  // Whoever awaits `done` sees the failure; nobody awaiting it must not end the engine.
  done.catch(() => {});

  const send = (message: ToJob) => {
    if (child.connected) child.send(message, () => {});
  };
  const stop = (discard: boolean, graceMs = 2000) => {
    if (cancelled) return;
    cancelled = true;
    send({ type: 'cancel', discard });
    const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
    child.on('close', () => clearTimeout(timer));
  };
  send({ type: 'start', name, input });
  return {
    done,
    pid: child.pid ?? -1,
    send: (command) => send({ type: 'command', command }),
    answer: (folder) => send({ type: 'answer', folder }),
    cancel: (graceMs) => stop(true, graceMs),
    end: (graceMs) => stop(false, graceMs),
  };
}

function tell(listeners: JobListeners, message: Exclude<FromJob, { type: 'result' | 'error' }>): void {
  if (message.type === 'progress') listeners.onProgress?.(message.progress);
  else if (message.type === 'note') listeners.onNote?.(message.words);
  else if (message.type === 'report') listeners.onReport?.(message.report);
  else if (message.type === 'question') listeners.onQuestion?.(message.question);
  else listeners.onMessage?.(message.message);
}

function crashed(how: string, stderr: string): EngineError {
  const words = stderr.trim().split('\n').at(-1) ?? '';
  return new EngineError('job-failed', `The job ended unexpectedly (${how}). ${words}`.trim(), {
    how,
    stderr,
  });
}

const cancelledError = () => new EngineError('cancelled', 'Cancelled.');
