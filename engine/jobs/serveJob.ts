import process from 'node:process';
import { EngineError } from '../../protocol/EngineError.ts';
import { startWatchdog } from '../supervisor/startWatchdog.ts';
import type { FromJob, ToJob } from './forkJob.ts';
import { DISCARDED, type JobCommand, type JobRun, type JobTable } from './JobContext.ts';

/** Makes this process, started by forkJob, run one of these jobs: the one that it is told to start. */
export function serveJob(jobs: JobTable): void {
  const abort = new AbortController();
  const listeners: ((command: JobCommand) => void)[] = [];
  const queued: JobCommand[] = [];
  let answer: (folder: string | null) => void = () => {};

  const run = async (name: string, input: unknown) => {
    try {
      const load = Object.hasOwn(jobs, name) ? jobs[name] : undefined;
      if (!load) throw new EngineError('internal', `There is no job "${name}".`);
      // Whoever starts a job by its name has checked the input against its type.
      const job = (await load()) as { run: JobRun<unknown, unknown> };
      const result = await job.run(input, {
        progress: (progress) => send({ type: 'progress', progress }).catch(() => {}),
        note: (words) => send({ type: 'note', words }).catch(() => {}),
        report: (report) => send({ type: 'report', report }).catch(() => {}),
        post: (message) => send({ type: 'message', message }),
        onCommand: (listener) => {
          listeners.push(listener);
          for (const command of queued.splice(0)) listener(command);
        },
        ask: async (question) => {
          const answered = Promise.withResolvers<string | null>();
          answer = answered.resolve;
          const give = () => answered.reject(new EngineError('cancelled', 'Cancelled.'));
          abort.signal.addEventListener('abort', give, { once: true });
          if (abort.signal.aborted) give();
          else await send({ type: 'question', question }).catch(() => {});
          return answered.promise.finally(() => abort.signal.removeEventListener('abort', give));
        },
        signal: abort.signal,
      });
      await send({ type: 'result', result });
    } catch (error) {
      await send({ type: 'error', error: EngineError.toData(error) }).catch(() => {});
    }
    // Sessions and image workers may still hold threads; nothing of theirs is needed any more.
    process.exit(0);
  };

  process.on('message', (message: ToJob) => {
    if (message.type === 'start') void run(message.name, message.input);
    else if (message.type === 'cancel') abort.abort(message.discard ? DISCARDED : undefined);
    else if (message.type === 'answer') answer(message.folder);
    else if (listeners.length === 0) queued.push(message.command);
    else for (const listener of listeners) listener(message.command);
  });
  // The engine died: a job without anyone to tell ends, so that no process is left behind.
  process.on('disconnect', () => process.exit(1));
  // Where it is inside a graph that does not return, it hears of nothing.
  startWatchdog({ graceMs: 500 });
}

function send(message: FromJob): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!process.send) return reject(new Error('not started as a job'));
    process.send(message, (error: Error | null) => (error ? reject(error) : resolve()));
  });
}
