/** The command line: `node engine/cli/main.ts COMMAND …`. scripts/hourglass.mjs calls it, and handles `open` itself. */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { EngineError } from '../../protocol/EngineError.ts';
import { dataFolder } from '../session/dataFolder.ts';
import { UsageError, type Command, type CommandIo } from './CommandIo.ts';

const USAGE = `hourglass open [IMAGES…] [--model MODEL] [--browser] [--port N]
hourglass info MODEL
hourglass encode MODEL IMAGES… --out z.npz|z.csv|z.parquet|PROJECTOR_DIR/
hourglass decode MODEL z.npz --out DIR|montage.png
hourglass reconstruct MODEL IMAGES… --out report.json|report.csv [--images DIR]
hourglass train IMAGES… --latent D --out MODEL_DIR
hourglass bench

MODEL is a model folder, an .onnx file or a bundled model's name. IMAGES is a folder, a file, or an IDX, NPY or NPZ
array. Every command takes --provider auto|cpu|webgpu|cuda|dml|coreml, --json (one JSON object on standard output) and
--help. Exit codes: 0 done, 1 failed, 2 wrong usage.
`;

/** Each is imported when it is called for: a command does not wait for what the others need. */
const COMMANDS: Record<string, () => Promise<{ run: Command }>> = {
  info: () => import('./info.ts'),
  encode: () => import('./encode.ts'),
  decode: () => import('./decode.ts'),
  reconstruct: () => import('./reconstruct.ts'),
  train: () => import('./train.ts'),
  bench: () => import('./bench.ts'),
};

// Before the first large import, so that commands start quickly; shared with the engine.
enableCompileCache(join(dataFolder(), 'compile-cache'));

const abort = new AbortController();
// The first Ctrl+C ends the work tidily, a second one at once.
process.once('SIGINT', () => abort.abort());
process.once('SIGTERM', () => abort.abort());
// Whoever reads our output may stop reading (`| head`).
process.stdout.on('error', () => process.exit(1));

const io: CommandIo = { stdout: process.stdout, stderr: process.stderr, signal: abort.signal };

process.exitCode = await dispatch(process.argv.slice(2));
// onnxruntime's and sharp's threads may still be there; nothing of theirs is needed once the output has been written.
process.stdout.write('', () => process.exit());

async function dispatch([name = '', ...args]: string[]): Promise<number> {
  if (name === '--help' || name === '-h' || name === 'help') {
    io.stdout.write(USAGE);
    return 0;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!load) {
    const what = name ? `There is no command "${name}".` : 'A command is missing.';
    io.stderr.write(`${what}\n\n${USAGE}`);
    return 2;
  }
  try {
    const { run } = await load();
    return (await run(args, io)) ?? 0;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    io.stderr.write(`hourglass ${name}: ${words}\n`);
    if (error instanceof UsageError) {
      io.stderr.write(`Try "hourglass ${name} --help".\n`);
      return 2;
    }
    if (!(error instanceof EngineError) && process.env.HOURGLASS_DEBUG && error instanceof Error) {
      io.stderr.write(`${error.stack}\n`);
    }
    return 1;
  }
}
