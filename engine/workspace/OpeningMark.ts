import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { readJsonFile, writeJsonFile } from '../files/jsonFile.ts';
import { isOwnFault, type LastEnd } from '../supervisor/lastEnd.ts';

const markSchema = v.object({
  model: v.string(),
  /** Openings of it in a row, this one not counted, at whose end the engine was gone. */
  deaths: v.number(),
});

/** An engine that somebody killed sooner than this after its start was killed at random. */
const EARLY_MS = 5000;

/**
 * Remembers the model that is being opened, in the data folder's opening.json: native code that ends the engine cannot be
 * caught, and a model that does so is not to be opened at every start. What ended the engine by a fault of its own is not
 * opened again unless a person asks; where the end is unknown (power was lost, all was killed), it is tried once more.
 */
export class OpeningMark {
  readonly #path: string;
  #before: { model: string; deaths: number } | null = null;

  constructor(folder: string) {
    this.#path = join(folder, 'opening.json');
  }

  /**
   * Reads what the engine before this one left.
   * @param end how that ended; null where nobody saw it
   * @returns the model that is not to be opened by itself, or null
   */
  async read(end: LastEnd | null): Promise<string | null> {
    const parsed = v.safeParse(markSchema, await readJsonFile(this.#path));
    if (!parsed.success) return null;
    const { model, deaths } = parsed.output;
    const isRandom = end !== null && !isOwnFault(end) && end.livedMs < EARLY_MS;
    this.#before = { model, deaths: deaths + (isRandom ? 0 : 1) };
    const isRefused = (end !== null && isOwnFault(end)) || this.#before.deaths > 1;
    // Said once: from then on only a person opens it.
    if (isRefused) await rm(this.#path, { force: true });
    return isRefused ? model : null;
  }

  /** Opens a model under its mark. */
  async during<T>(model: string, open: () => Promise<T>): Promise<T> {
    const deaths = this.#before?.model === model ? this.#before.deaths : 0;
    // A disk that takes no mark is no reason not to open.
    await writeJsonFile(this.#path, { model, deaths }).catch(() => {});
    try {
      return await open();
    } finally {
      this.#before = null;
      await rm(this.#path, { force: true }).catch(() => {});
    }
  }
}
