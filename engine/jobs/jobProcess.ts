/** The entry of every job's child process: imports the job's module, runs it, streams what it posts. */
import process from 'node:process';
import { EngineError } from '../../protocol/EngineError.ts';
import type { JobMain } from './JobContext.ts';
import type { FromJob, ToJob } from './startJob.ts';

const abort = new AbortController();
const commandListeners: ((command: unknown) => void)[] = [];
const queuedCommands: unknown[] = [];

function send(message: FromJob): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!process.send) return reject(new Error('not started as a job'));
    process.send(message, (error: Error | null) => (error ? reject(error) : resolve()));
  });
}

async function run(moduleUrl: string, input: unknown): Promise<void> {
  try {
    const { default: main } = (await import(moduleUrl)) as {
      default: JobMain<unknown, unknown, unknown, unknown>;
    };
    const result = await main(input, {
      post: (message) => send({ type: 'message', message }),
      onCommand: (listener) => {
        commandListeners.push(listener);
        for (const command of queuedCommands.splice(0)) listener(command);
      },
      signal: abort.signal,
    });
    await send({ type: 'result', result });
  } catch (error) {
    await send({ type: 'error', error: EngineError.toData(error) }).catch(() => {});
  }
  // Sessions and image workers may still hold threads; nothing of theirs is needed any more.
  process.exit(0);
}

process.on('message', (message: ToJob) => {
  if (message.type === 'start') void run(message.moduleUrl, message.input);
  else if (message.type === 'cancel') abort.abort();
  else if (commandListeners.length === 0) queuedCommands.push(message.command);
  else for (const listener of commandListeners) listener(message.command);
});
// The engine died: a job without anyone to tell ends, so that no process is left behind.
process.on('disconnect', () => process.exit(1));
