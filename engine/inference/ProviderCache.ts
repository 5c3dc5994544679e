import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { PROVIDERS, type ProviderReport } from '../../protocol/provider.ts';
import { writeJsonFile } from '../files/jsonFile.ts';

const FILE = 'providers.json';
/** Oldest entries go first beyond this many. */
const MOST_ENTRIES = 500;

const provider = v.picklist(PROVIDERS);
const reportSchema = v.object({
  chosen: provider,
  attempts: v.array(
    v.object({
      provider,
      outcome: v.picklist(['chosen', 'slower', 'refused']),
      reason: v.optional(v.string()),
      medianMs: v.optional(v.number()),
      maxDifference: v.optional(v.number()),
    }),
  ),
});
const fileSchema = v.object({ entries: v.record(v.string(), reportSchema) });

/** Choices of provider, kept on disk. A lost or damaged file only means that they are measured again. */
export class ProviderCache {
  readonly #path: string | null;

  /** @param folder null: nothing is kept */
  constructor(folder: string | null) {
    this.#path = folder === null ? null : join(folder, FILE);
  }

  async get(key: string): Promise<ProviderReport | null> {
    return (await this.#read())[key] ?? null;
  }

  async set(key: string, report: ProviderReport): Promise<void> {
    if (!this.#path) return;
    const { [key]: _old, ...others } = await this.#read();
    const entries = [...Object.entries(others), [key, report] as const].slice(-MOST_ENTRIES);
    await writeJsonFile(this.#path, { entries: Object.fromEntries(entries) });
  }

  async delete(key: string): Promise<void> {
    if (!this.#path) return;
    const { [key]: old, ...entries } = await this.#read();
    if (old) await writeJsonFile(this.#path, { entries });
  }

  async #read(): Promise<Record<string, ProviderReport>> {
    if (!this.#path) return {};
    try {
      return v.parse(fileSchema, JSON.parse(await readFile(this.#path, 'utf8'))).entries as Record<
        string,
        ProviderReport
      >;
    } catch {
      return {};
    }
  }
}
