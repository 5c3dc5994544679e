import process from 'node:process';
import { resolve } from 'node:path';
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { PROVIDERS, type ProviderChoice } from '../../protocol/provider.ts';
import { UsageError } from './CommandIo.ts';

/** Flags of every command. */
const COMMON = {
  provider: { type: 'string', default: 'auto' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} satisfies ParseArgsOptionsConfig;

/**
 * A command's flags, with --provider, --json and --help among them.
 * @throws UsageError
 */
export function parseCommand<T extends ParseArgsOptionsConfig>(args: string[], options: T) {
  try {
    return parseArgs({ args, allowPositionals: true, options: { ...COMMON, ...options } });
  } catch (error) {
    // Node's words, without its advice on how to pass a positional that begins with a dash.
    const words = error instanceof Error ? error.message : String(error);
    throw new UsageError(words.split(/\. (?=To specify)/)[0] ?? words);
  }
}

/** @throws UsageError */
export function providerFlag(given: string): ProviderChoice {
  const choices = ['auto', ...PROVIDERS] as const;
  const known = choices.find((provider) => provider === given);
  if (known) return known;
  throw new UsageError(`--provider: expected one of ${choices.join(', ')}; got "${given}".`);
}

/**
 * One of a list.
 * @throws UsageError
 */
export function choiceFlag<T extends string>(flag: string, choices: readonly T[], given: string): T {
  const known = choices.find((choice) => choice === given);
  if (known) return known;
  throw new UsageError(`--${flag}: expected one of ${choices.join(', ')}; got "${given}".`);
}

/** @throws UsageError when the flag was left out */
export function requiredFlag(flag: string, given: string | undefined): string {
  if (given) return given;
  throw new UsageError(`--${flag} is missing.`);
}

/** A path as the person typed it, relative to where they typed it: npm changes the folder and says so in INIT_CWD. */
export const typedPath = (path: string): string => resolve(process.env.INIT_CWD ?? process.cwd(), path);
