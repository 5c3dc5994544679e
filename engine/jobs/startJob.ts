import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ErrorData } from '../../protocol/errors.ts';
import { EngineError } from '../../protocol/EngineError.ts';

export type ToJob =
  | { type: 'start'; moduleUrl: string; input: unknown }
  | { type: 'command'; command: unknown }
  | { type: 'cancel' };
export type FromJob =
  | { type: 'message'; message: unknown }
  | { type: 'result'; result: unknown }
  | { type: 'error'; error: ErrorData };

export interface RunningJob<Result, Command> {
  /** The job's result; rejects with an EngineError: 'cancelled', 'job-failed' for a crash, or the job's own. */
  readonly done: Promise<Result>;
  readonly pid: number;
  send(command: Command): void;
  /** Asks the job to end, and kills it when it has not within graceMs. Safe to call twice. */
  cancel(graceMs?: number): void;
}

/**
 * Runs a job module (default export: JobMain) in a child process of its own, so that a crash in it, native code
 * included, is an error and not a lost engine.
 * @param moduleUrl the module's `import.meta.url`-relative URL: `new URL('./ingestJob.ts', import.meta.url)`
 */
export function startJob<Input, Message, Result, Command = never>(
  moduleUrl: URL,
  input: Input,
  onMessage: (message: Message) => void,
): RunningJob<Result, Command> {
  const child = fork(fileURLToPath(new URL('./jobProcess.ts', import.meta.url)), [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let cancelled = false;
  let stderrTail = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderrTail = (stderrTail + text).slice(-2000);
  });

  const done = new Promise<Result>((resolve, reject) => {
    child.on('message', (raw) => {
      const message = raw as FromJob;
      if (message.type === 'message') onMessage(message.message as Message);
      else if (message.type === 'result') resolve(message.result as Result);
      else reject(cancelled ? cancelledError() : EngineError.fromData(message.error));
    });
    child.on('error', (error) =>
      reject(new EngineError('job-failed', `The job could not start: ${error.message}`)),
    );
    // 'close', not 'exit': only then has everything the child sent been read. A result that arrived has won already.
    child.on('close', (code, signal) => {
      if (cancelled) reject(cancelledError());
      else {
        const words = stderrTail.trim().split('\n').at(-1) ?? '';
        reject(
          new EngineError(
            'job-failed',
            `The job ended unexpectedly (${signal ?? `exit code ${code}`}). ${words}`.trim(),
            {
              signal,
              exitCode: code,
              stderr: stderrTail,
            },
          ),
        );
      }
    });
  });
  // Whoever awaits `done` sees the failure; nobody awaiting it must not end the engine.
  done.catch(() => {});

  const tell = (message: ToJob) => {
    if (child.connected) child.send(message, () => {});
  };
  tell({ type: 'start', moduleUrl: moduleUrl.href, input });
  return {
    done,
    pid: child.pid ?? -1,
    send: (command) => tell({ type: 'command', command }),
    cancel: (graceMs = 2000) => {
      if (cancelled) return;
      cancelled = true;
      tell({ type: 'cancel' });
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      child.on('close', () => clearTimeout(timer));
    },
  };
}

const cancelledError = () => new EngineError('cancelled', 'Cancelled.');
