import { join } from 'node:path';
import * as v from 'valibot';
import { EngineError } from '../../protocol/EngineError.ts';
import { DEFAULT_PREFERENCES, preferencesSchema, type Preferences } from '../../protocol/preferences.ts';
import { fileErrorWords } from '../files/fileErrorWords.ts';
import { readJson, writeJsonFile } from '../files/jsonFile.ts';
import { putAsideInWords } from '../files/putAside.ts';

/** How a person likes the window, in the data folder's preferences.json. */
export class PreferencesFile {
  readonly #path: string;
  readonly #onDamaged: (error: EngineError) => void;
  #value: Preferences = DEFAULT_PREFERENCES;
  #writing: Promise<void> = Promise.resolve();

  /** @param onDamaged is told of a file that cannot be read whole, and where it was put aside */
  constructor(folder: string, onDamaged: (error: EngineError) => void) {
    this.#onDamaged = onDamaged;
    this.#path = join(folder, 'preferences.json');
  }

  get value(): Preferences {
    return this.#value;
  }

  /** Reads what was kept; what is missing or damaged is as at a first start, field by field. */
  async read(): Promise<void> {
    const file = await readJson(this.#path);
    const kept = file.state === 'read' ? file.value : null;
    const fields = typeof kept === 'object' && kept !== null ? Object.entries(kept) : [];
    const isSound = ([name, value]: [string, unknown]) =>
      v.is(v.partial(preferencesSchema), { [name]: value });
    const sound = Object.fromEntries(fields.filter(isSound));
    this.#value = v.parse(preferencesSchema, { ...DEFAULT_PREFERENCES, ...sound });
    if (file.state === 'absent') return;
    const wrong = fields.find((field) => !isSound(field))?.[0];
    if (file.state !== 'read') await this.#tellDamaged(file.reason);
    else if (typeof kept !== 'object' || kept === null) await this.#tellDamaged('it holds no preferences');
    else if (wrong !== undefined) await this.#tellDamaged(`"${wrong}" has no value that is known here`);
  }

  /** @throws EngineError 'internal' where the disk does not take it; the choice then lasts as long as the engine */
  async change(change: Partial<Preferences>): Promise<Preferences> {
    this.#value = { ...this.#value, ...change };
    const value = this.#value;
    this.#writing = this.#writing.catch(() => undefined).then(() => writeJsonFile(this.#path, value));
    try {
      await this.#writing;
    } catch (error) {
      throw new EngineError(
        'internal',
        `Your preferences could not be kept in "${this.#path}" (${fileErrorWords(error)}).`,
      );
    }
    return value;
  }

  async #tellDamaged(reason: string): Promise<void> {
    const left = await putAsideInWords(this.#path);
    this.#onDamaged(
      new EngineError(
        'internal',
        `Your preferences could not be read whole from "${this.#path}" (${reason}). What can be read of them is used, and ${left}.`,
      ),
    );
  }
}
