import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import * as v from 'valibot';
import type { ProviderName } from '../../protocol/provider.ts';
import { readJsonFile, writeJsonFile } from '../files/jsonFile.ts';
import { isAlive } from '../supervisor/watchParent.ts';

/** A mark whose process still lives is of a trial under way, unless it is older than any trial lasts: numbers are used again. */
const LONGEST_TRIAL_MS = 10 * 60_000;
/** A process that was quit or killed in its first trial leaves a mark too; hardly ever two in a row. */
const MOST_CRASHES = 1;
const markSchema = v.object({ pid: v.number(), at: v.number(), machine: v.string() });
type Mark = v.InferOutput<typeof markSchema>;

/** Marks of trials that this process has under way. */
const underWay = new Set<string>();
// Where the process ends in good order, SIGTERM included, no provider was at fault.
process.on('exit', () => {
  for (const path of underWay) rmSync(path, { force: true });
});

/**
 * Remembers providers that end the process. A native crash cannot be caught, so a mark is written before a provider is
 * tried and removed after. A mark whose process is gone is a crash, or a kill: the provider is tried once more, and after
 * the second mark in a row it is refused until a person asks for it or the driver changes.
 */
export class CrashGuard {
  readonly #folder: string | null;
  readonly #machine: string;

  /** @param folder null: nothing is remembered; @param machine what machineSignature() gives */
  constructor(folder: string | null, machine: string) {
    this.#folder = folder;
    this.#machine = machine;
  }

  /** Why the provider must not be tried, or null. */
  async refusal(provider: ProviderName): Promise<string | null> {
    const crashes = await this.#crashes(provider);
    const last = crashes.map(({ mark }) => mark.at).toSorted((a, b) => b - a)[0];
    if (last === undefined || crashes.length <= MOST_CRASHES) return null;
    const day = new Date(last).toISOString().slice(0, 10);
    return `it ended the engine when it was tried on ${day}; choose it explicitly to try again`;
  }

  /** Runs something that may end the process. */
  async guarded<T>(provider: ProviderName, run: () => Promise<T>): Promise<T> {
    if (!this.#folder) return run();
    const name = `trying-${provider}-${process.pid}-${randomBytes(4).toString('hex')}.json`;
    const path = join(this.#folder, name);
    underWay.add(path);
    await writeJsonFile(path, { pid: process.pid, at: Date.now(), machine: this.#machine });
    try {
      return await run();
    } finally {
      underWay.delete(path);
      await rm(path, { force: true });
      // It did not end the process this time: what came before was not two in a row.
      for (const crash of await this.#crashes(provider)) await rm(crash.path, { force: true });
    }
  }

  /** Forgets crashes: a person asked for the provider. */
  async forgive(provider: ProviderName): Promise<void> {
    for (const { path } of await this.#crashes(provider)) await rm(path, { force: true });
  }

  /** Marks of processes that are gone. Removes those of another machine or driver, and what is no mark. */
  async #crashes(provider: ProviderName): Promise<{ path: string; mark: Mark }[]> {
    const folder = this.#folder;
    if (!folder) return [];
    const names = await readdir(folder).catch((): string[] => []);
    const crashes: { path: string; mark: Mark }[] = [];
    for (const name of names) {
      if (!name.startsWith(`trying-${provider}-`) || !name.endsWith('.json')) continue;
      const path = join(folder, name);
      const parsed = v.safeParse(markSchema, await readJsonFile(path));
      if (!parsed.success || parsed.output.machine !== this.#machine) await rm(path, { force: true });
      else if (!isUnderWay(path, parsed.output)) crashes.push({ path, mark: parsed.output });
    }
    return crashes;
  }
}

/** Whether a file in the folder is a mark of that process. */
export const isMarkOf = (name: string, pid: number): boolean =>
  new RegExp(`^trying-[a-z]+-${pid}-\\w+\\.json$`).test(name);

function isUnderWay(path: string, { pid, at }: Mark): boolean {
  // In a container the next process may well have the same number.
  if (pid === process.pid) return underWay.has(path);
  // The clock may have been set back since.
  return isAlive(pid) && Math.abs(Date.now() - at) < LONGEST_TRIAL_MS;
}
