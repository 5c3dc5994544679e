import { rmSync } from 'node:fs';
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
}

const idSchema = v.pipe(v.string(), v.regex(/^[0-9a-f-]{36}$/));
const recordSchema = v.object({ title: v.string(), options: OPERATIONS.train.inputSchema });

/** In the data folder, a file for each. */
export class TrainingRecords {
  readonly #folder: string;
  readonly #known = new Map<string, TrainingRecord>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  get all(): readonly TrainingRecord[] {
    return [...this.#known.values()];
  }

  /** Reads those of earlier starts. A file that holds none is left where it is. */
  async read(): Promise<readonly TrainingRecord[]> {
    const names = await readdir(this.#folder).catch((): string[] => []);
    for (const name of names.sort()) {
      const id = v.safeParse(idSchema, name.replace(/\.json$/, ''));
      if (!id.success) continue;
      const parsed = v.safeParse(recordSchema, await readJsonFile(this.#path(id.output)));
      if (!parsed.success) continue;
      const { title, options } = parsed.output;
      const { out } = options;
      if (out !== undefined)
        this.#known.set(id.output, { id: id.output, title, options: { ...options, out } });
    }
    return this.all;
  }

  /** Rejects with the system's error when it cannot be written; it is known until the engine ends all the same. */
  async keep(record: TrainingRecord): Promise<void> {
    this.#known.set(record.id, record);
    const { title, options } = record;
    await writeJsonFile(this.#path(record.id), { title, options });
    // It ended while its record was being written.
    if (!this.#known.has(record.id)) this.remove(record.id);
  }

  /** At once, so that an engine that is killed after it has told of the end leaves no record. @throws the system's error */
  remove(id: string): void {
    this.#known.delete(id);
    rmSync(this.#path(id), { force: true });
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}
