import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { OPERATIONS, type OperationInput } from '../../protocol/operations/index.ts';
import { readJsonFile, writeJsonFile } from '../files/jsonFile.ts';

/** A training that was begun and has not ended: what it needs to be gone on with, should the engine end before it. */
export interface TrainingRecord {
  id: string;
  /** What its job was called. */
  title: string;
  options: OperationInput<'train'> & { out: string };
  /** How often it was begun again by itself without getting further than to this step. */
  restarts?: { count: number; step: number } | undefined;
  /** It ended well, and the person has not put it away. */
  finished?: FinishedTrainingRecord | undefined;
}

/** What is shown of a training that ended well. */
export interface FinishedTrainingRecord {
  report: unknown;
  result: unknown;
  /** The result for a person. */
  words: string;
}

const idSchema = v.pipe(v.string(), v.regex(/^[0-9a-f-]{36}$/));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** As far as a page reads it: another version may have written it. */
const resultSchema = v.looseObject({
  modelPath: v.string(),
  heldOut: v.looseObject({ psnr: v.number(), ssim: v.number() }),
  outcome: v.looseObject({ sse: v.number(), pcaSse: v.number(), isHeldOut: v.boolean() }),
  durationSeconds: v.number(),
  stoppedBecause: v.string(),
});
const recordSchema = v.object({
  title: v.string(),
  options: OPERATIONS.train.inputSchema,
  restarts: v.optional(v.object({ count, step: count })),
  finished: v.optional(v.object({ report: v.unknown(), result: resultSchema, words: v.string() })),
});
/** In the folder after an engine that was closed, as a person does it: what it cut short waits for the person too. */
const CLOSED = 'closed';

/** In the data folder, a file for each. */
export class TrainingRecords {
  readonly #folder: string;
  readonly #known = new Map<string, TrainingRecord>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Those that have not ended. */
  get all(): readonly TrainingRecord[] {
    return [...this.#known.values()].filter(({ finished }) => !finished);
  }

  /**
   * Reads those of earlier starts. A file that holds none is left where it is.
   * @returns also whether the engine before was closed, and not ended by something else
   */
  async read(): Promise<{ records: readonly TrainingRecord[]; wasClosed: boolean }> {
    const closed = join(this.#folder, CLOSED);
    const wasClosed = existsSync(closed);
    rmSync(closed, { force: true });
    const names = await readdir(this.#folder).catch((): string[] => []);
    for (const name of names.sort()) {
      const id = v.safeParse(idSchema, name.replace(/\.json$/, ''));
      if (!id.success) continue;
      const parsed = v.safeParse(recordSchema, await readJsonFile(this.#path(id.output)));
      if (!parsed.success) continue;
      const { title, options, restarts, finished } = parsed.output;
      const { out } = options;
      if (out !== undefined)
        this.#known.set(id.output, {
          id: id.output,
          title,
          options: { ...options, out },
          restarts,
          finished,
        });
    }
    return { records: [...this.#known.values()], wasClosed };
  }

  /** Rejects with the system's error when it cannot be written; it is known until the engine ends all the same. */
  async keep(record: TrainingRecord): Promise<void> {
    this.#known.set(record.id, record);
    const { id: _id, ...kept } = record;
    await writeJsonFile(this.#path(record.id), kept);
    // It ended while its record was being written.
    if (!this.#known.has(record.id)) this.remove(record.id);
  }

  /** At once, so that an engine that is killed after it has told of the end leaves no record. @throws the system's error */
  remove(id: string): void {
    this.#known.delete(id);
    rmSync(this.#path(id), { force: true });
  }

  /** The person closes the engine: what ended well is seen no more, what runs waits for the person at the next start. */
  close(): void {
    try {
      for (const { id, finished } of this.#known.values()) if (finished) this.remove(id);
      if (this.#known.size > 0) writeFileSync(join(this.#folder, CLOSED), '');
    } catch {
      // At the next start they go on, as after any other end.
    }
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}
