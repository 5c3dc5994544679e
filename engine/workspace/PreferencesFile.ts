import { join } from 'node:path';
import * as v from 'valibot';
import { EngineError } from '../../protocol/EngineError.ts';
import { DEFAULT_PREFERENCES, preferencesSchema, type Preferences } from '../../protocol/preferences.ts';
import { readJsonFile, writeJsonFile } from '../files/jsonFile.ts';

/** How a person likes the window, in the data folder's preferences.json. */
export class PreferencesFile {
  readonly #path: string;
  #value: Preferences = DEFAULT_PREFERENCES;
  #writing: Promise<void> = Promise.resolve();

  constructor(folder: string) {
    this.#path = join(folder, 'preferences.json');
  }

  get value(): Preferences {
    return this.#value;
  }

  /** Reads what was kept; what is missing or damaged is as at a first start, field by field. */
  async read(): Promise<void> {
    const kept = await readJsonFile(this.#path);
    const fields = typeof kept === 'object' && kept !== null ? Object.entries(kept) : [];
    const sound = fields.filter(([name, value]) => v.is(v.partial(preferencesSchema), { [name]: value }));
    this.#value = v.parse(preferencesSchema, { ...DEFAULT_PREFERENCES, ...Object.fromEntries(sound) });
  }

  /** @throws EngineError 'internal' where the disk does not take it; the choice then lasts as long as the engine */
  async change(change: Partial<Preferences>): Promise<Preferences> {
    this.#value = { ...this.#value, ...change };
    const value = this.#value;
    this.#writing = this.#writing.catch(() => undefined).then(() => writeJsonFile(this.#path, value));
    try {
      await this.#writing;
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      throw new EngineError('internal', `Your preferences could not be kept in "${this.#path}" (${words}).`);
    }
    return value;
  }
}
