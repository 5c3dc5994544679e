import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import * as v from 'valibot';
import type { ProviderName } from '../../protocol/provider.ts';
import { writeJsonFile } from '../files/jsonFile.ts';

/** A mark whose process still lives is of a trial under way, unless it is older than any trial lasts. */
const LONGEST_TRIAL_MS = 10 * 60_000;
const markSchema = v.object({ pid: v.number(), at: v.number(), machine: v.string() });

/**
 * Remembers providers that end the process. A native crash cannot be caught, so a mark is written before a provider is
 * tried and removed after; a mark whose process is gone is a crash, and the provider is refused until a person asks for
 * it or the driver changes.
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
    for (const path of await this.#marks(provider)) {
      const mark = await readMark(path);
      if (!mark || mark.machine !== this.#machine) await rm(path, { force: true });
      else if (mark.pid !== process.pid && !(isAlive(mark.pid) && Date.now() - mark.at < LONGEST_TRIAL_MS)) {
        return `it ended the engine when it was tried on ${new Date(mark.at).toISOString().slice(0, 10)}; choose it explicitly to try again`;
      }
    }
    return null;
  }

  /** Runs something that may end the process. */
  async guarded<T>(provider: ProviderName, run: () => Promise<T>): Promise<T> {
    if (!this.#folder) return run();
    const path = join(this.#folder, `trying-${provider}-${process.pid}.json`);
    await writeJsonFile(path, { pid: process.pid, at: Date.now(), machine: this.#machine });
    try {
      return await run();
    } finally {
      await rm(path, { force: true });
    }
  }

  /** Forgets crashes: a person asked for the provider. */
  async forgive(provider: ProviderName): Promise<void> {
    for (const path of await this.#marks(provider)) await rm(path, { force: true });
  }

  async #marks(provider: ProviderName): Promise<string[]> {
    const folder = this.#folder;
    if (!folder) return [];
    const names = await readdir(folder).catch((): string[] => []);
    return names
      .filter((name) => name.startsWith(`trying-${provider}-`) && name.endsWith('.json'))
      .map((name) => join(folder, name));
  }
}

async function readMark(path: string): Promise<v.InferOutput<typeof markSchema> | null> {
  try {
    return v.parse(markSchema, JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
