import { join } from 'node:path';
import * as v from 'valibot';
import { readJsonFile, writeJsonFile } from '../../files/jsonFile.ts';

const FILE = 'trials.json';
/** Oldest entries go first beyond this many. */
const MOST_ENTRIES = 500;

const fileSchema = v.object({ passed: v.array(v.string()) });

/** Keys of the models that came through their trial, kept on disk. A lost file only means that they are tried again. */
export class PassedTrials {
  readonly #path: string | null;

  /** @param folder null: nothing is kept */
  constructor(folder: string | null) {
    this.#path = folder === null ? null : join(folder, FILE);
  }

  async has(key: string): Promise<boolean> {
    return (await this.#read()).includes(key);
  }

  /** A disk that takes nothing is no reason not to open a model. */
  async add(keys: readonly string[]): Promise<void> {
    if (!this.#path) return;
    const passed = [...new Set([...(await this.#read()), ...keys])].slice(-MOST_ENTRIES);
    await writeJsonFile(this.#path, { passed }).catch(() => {});
  }

  async #read(): Promise<string[]> {
    if (!this.#path) return [];
    const parsed = v.safeParse(fileSchema, await readJsonFile(this.#path));
    return parsed.success ? parsed.output.passed : [];
  }
}
