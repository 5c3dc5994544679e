import { EngineError } from '../../protocol/EngineError.ts';
import {
  operationNamed,
  type OperationInput,
  type OperationName,
  type OperationResult,
} from '../../protocol/operations/index.ts';
import { forkJob } from '../jobs/forkJob.ts';
import { JOB_ENTRY } from '../jobs/startJob.ts';
import type { JobCommand, JobRun } from '../jobs/JobContext.ts';
import type { JobList } from '../workspace/JobList.ts';
import type { OPERATION_RUNS } from './index.ts';
import { toldResult } from './toldResult.ts';

type Run<Name extends OperationName> = Awaited<ReturnType<(typeof OPERATION_RUNS)[Name]>>['run'];
/** What an operation streams. */
export type OperationMessage<Name extends OperationName> =
  Run<Name> extends JobRun<infer _Input, unknown, infer _Report, infer Message> ? Message : never;

export interface StartedOperation<Name extends OperationName> {
  /** Of its entry in the list. */
  readonly id: string;
  /** Resolves to its result, rejects with its failure, when the list has it too. */
  readonly done: Promise<OperationResult<Name>>;
  cancel(): void;
  send(command: JobCommand): void;
}

export interface StartOptions<Name extends OperationName> {
  /** What it is done to, where a person calls that otherwise than the definition does: 'holiday pictures'. */
  subject?: string;
  onMessage?(message: OperationMessage<Name>): void;
}

/**
 * Starts an operation as a job and lists it: what it tells is shown there, what a person asks there reaches it. Every job
 * that a person sees is started here.
 * @param input checked against the operation's schema
 * @throws EngineError 'bad-request' when it runs alone and another one is running
 */
export function startOperation<Name extends OperationName>(
  jobs: JobList,
  name: Name,
  input: OperationInput<Name>,
  { subject, onMessage }: StartOptions<Name> = {},
): StartedOperation<Name> {
  const definition = operationNamed(name);
  const other = definition.alone ? jobs.activeOf(name) : null;
  if (other) {
    throw new EngineError(
      'bad-request',
      `"${other.title}" is running. Wait for it, or cancel it, then start another.`,
    );
  }
  const job = forkJob(JOB_ENTRY, name, input, {
    onProgress: (progress) => jobs.progress(id, progress),
    onNote: (words) => jobs.note(id, words),
    onReport: (report) => jobs.report(id, report),
    onQuestion: (question) => jobs.ask(id, question),
    onMessage: (message) => onMessage?.(message as OperationMessage<Name>),
  });
  const cancel = () => job.cancel(definition.cancelGraceMs);
  const title = `${definition.doing} ${subject ?? definition.subject(input)}`.trim();
  const facts = { operation: name, title, can: definition.can };
  const end = () => {
    job.end(definition.cancelGraceMs);
    return job.done.then(
      () => {},
      () => {},
    );
  };
  const id = jobs.add(facts, { cancel, end, answer: job.answer, command: job.send });
  const done = job.done.then(
    (result) => {
      jobs.succeed(id, toldResult(result), definition.summary(result));
      return result as OperationResult<Name>;
    },
    (error: unknown) => {
      jobs.fail(id, error);
      throw error;
    },
  );
  // Whoever awaits it sees the failure, and so does the list; nobody awaiting it must not end the engine.
  done.catch(() => {});
  return { id, done, cancel, send: job.send };
}
