/** The command line: `node engine/cli/main.ts COMMAND …`. scripts/hourglass.mjs calls it, and handles `open` itself. */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { EngineError } from '../../protocol/EngineError.ts';
import { startWatchdog } from '../supervisor/startWatchdog.ts';
import { PARENT_VARIABLE, watchParent } from '../supervisor/watchParent.ts';
import { dataFolder } from '../workspace/dataFolder.ts';
import { UsageError, type CommandIo } from './CommandIo.ts';
import { mainHelp } from './commandHelp.ts';
import { VERBS } from './commands.ts';
import { runOperation } from './runOperation.ts';

// Before the first large import, so that commands start quickly; shared with the engine.
enableCompileCache(join(dataFolder(), 'compile-cache'));

/** A training that ends early still writes its model. */
const LONGEST_END_MS = 10_000;

const abort = new AbortController();
// The first Ctrl+C ends the work tidily, a second one at once.
process.once('SIGINT', () => abort.abort());
process.once('SIGTERM', () => abort.abort());
process.once('SIGHUP', () => abort.abort());
// Where `hourglass` or npm was killed, the work ends as with Ctrl+C, and by force where it does not.
if (process.env[PARENT_VARIABLE]) startWatchdog({ graceMs: LONGEST_END_MS });
watchParent(() => abort.abort());
// Whoever reads our output may stop reading (`| head`).
process.stdout.on('error', () => process.exit(1));

const io: CommandIo = { stdout: process.stdout, stderr: process.stderr, signal: abort.signal };

process.exitCode = await dispatch(process.argv.slice(2));
// onnxruntime's and sharp's threads may still be there; nothing of theirs is needed once the output has been written.
process.stdout.write('', () => process.exit());

async function dispatch([verb = '', ...args]: string[]): Promise<number> {
  if (verb === '--help' || verb === '-h' || verb === 'help') {
    io.stdout.write(mainHelp());
    return 0;
  }
  const name = VERBS.get(verb);
  if (!name) {
    const what = verb ? `There is no command "${verb}".` : 'A command is missing.';
    io.stderr.write(`${what}\n\n${mainHelp()}`);
    return 2;
  }
  try {
    await runOperation(name, args, io);
    return 0;
  } catch (error) {
    io.stderr.write(`hourglass ${verb}: ${EngineError.toData(error).message}\n`);
    if (error instanceof UsageError) {
      io.stderr.write(`Try "hourglass ${verb} --help".\n`);
      return 2;
    }
    if (!(error instanceof EngineError) && process.env.HOURGLASS_DEBUG && error instanceof Error) {
      io.stderr.write(`${error.stack}\n`);
    }
    return 1;
  }
}
