import type { UnreadableFile } from '../../protocol/collection.ts';
import { operationNamed, type OperationName } from '../../protocol/operations/index.ts';
import type { JobCommand, JobRun } from '../jobs/JobContext.ts';
import { OPERATION_RUNS } from '../operations/index.ts';
import type { CommandIo } from './CommandIo.ts';
import { commandHelp } from './commandHelp.ts';
import { parseArguments } from './parseArguments.ts';
import { ProgressBar } from './ProgressBar.ts';

/**
 * Runs an operation in this process, as a verb of the command line.
 * @param args what was typed after the verb
 * @throws UsageError for wrong ones, EngineError when it fails
 */
export async function runOperation(
  name: OperationName,
  args: readonly string[],
  io: CommandIo,
): Promise<void> {
  const definition = operationNamed(name);
  const parsed = parseArguments(definition, args);
  if (parsed.help) return void io.stdout.write(commandHelp(definition));
  // The input was checked against the schema of this very operation.
  const { run } = (await OPERATION_RUNS[name]()) as { run: JobRun<unknown, unknown> };
  const bar = new ProgressBar(io, definition.doing);
  const { signal, onCommand, release } = interruptible(io, bar);
  let result: unknown;
  try {
    result = await run(parsed.input, {
      progress: async (progress) => bar.update(progress),
      note: async (words) => {
        bar.end();
        io.stderr.write(`${words}\n`);
      },
      // What an operation shows or streams while it runs is for pages.
      report: async () => {},
      post: async () => {},
      onCommand,
      signal,
    });
  } finally {
    bar.end();
    release();
  }
  if (parsed.json) return void io.stdout.write(`${JSON.stringify(result)}\n`);
  reportUnreadable(result, io);
  io.stdout.write(`${definition.summary(result)}\n`);
}

/** Ctrl+C finishes what can be finished early, and keeps what it has come to; everything else is cancelled. */
function interruptible(io: CommandIo, bar: ProgressBar) {
  const abort = new AbortController();
  const listeners: ((command: JobCommand) => void)[] = [];
  const stop = () => {
    if (listeners.length === 0) return abort.abort();
    bar.end();
    io.stderr.write('Ending early, with the best so far; press Ctrl+C again to stop at once.\n');
    for (const listener of listeners) listener('finish');
  };
  io.signal.addEventListener('abort', stop, { once: true });
  return {
    signal: abort.signal,
    onCommand: (listener: (command: JobCommand) => void) => void listeners.push(listener),
    release: () => io.signal.removeEventListener('abort', stop),
  };
}

/** Lists the files that a result says could not be read, each with its reason. */
function reportUnreadable(result: unknown, io: CommandIo): void {
  const unreadable = unreadableOf(result);
  if (unreadable.length === 0) return;
  io.stderr.write(`${unreadable.length} ${unreadable.length === 1 ? 'file' : 'files'} could not be read:\n`);
  for (const { path, reason } of unreadable) io.stderr.write(`  ${path}: ${reason}\n`);
}

function unreadableOf(result: unknown): readonly UnreadableFile[] {
  const has = typeof result === 'object' && result !== null && 'unreadable' in result;
  return has && Array.isArray(result.unreadable) ? (result.unreadable as UnreadableFile[]) : [];
}
