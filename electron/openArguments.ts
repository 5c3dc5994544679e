import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** Chromium's and Electron's own switches stand among ours; only what Hourglass knows is read. */
function readArguments(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    strict: false,
    allowPositionals: true,
    options: {
      open: { type: 'string', multiple: true },
      model: { type: 'string' },
      size: { type: 'string' },
      data: { type: 'string' },
      provider: { type: 'string' },
    },
  });
}

const strings = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string');

/**
 * The shell's command line as the engine's.
 * @param argv without the program's own path; in a checkout the first positional is the app's folder
 * @returns `kept` for every start of the engine, `first` for its first start only
 */
export function engineArguments(
  argv: readonly string[],
  workingFolder: string,
): { kept: string[]; first: string[] } {
  const { values } = readArguments(argv);
  return {
    kept: [
      ...strings(values.data).flatMap((path) => ['--data', resolve(workingFolder, path)]),
      ...strings(values.provider).flatMap((name) => ['--provider', name]),
    ],
    first: [
      ...openablePaths(argv, workingFolder).flatMap((path) => ['--open', path]),
      ...strings(values.model).flatMap((model) => ['--model', model]),
      ...strings(values.size).flatMap((size) => ['--size', size]),
    ],
  };
}

/** Where the shell keeps what is its own: in the data folder that a start names, if it names one. */
export function ownFolder(
  argv: readonly string[],
  workingFolder: string,
  env: NodeJS.ProcessEnv = process.env,
): string | null {
  const data = strings(readArguments(argv).values.data).at(-1) ?? env.HOURGLASS_DATA;
  return data ? join(resolve(workingFolder, data), 'desktop') : null;
}

/** Absolute paths that a start asks to open with --open. Positionals are the app's own folder, so they do not count. */
export function openablePaths(argv: readonly string[], workingFolder: string): string[] {
  return strings(readArguments(argv).values.open).map((path) => resolve(workingFolder, path));
}
