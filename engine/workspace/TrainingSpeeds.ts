import * as v from 'valibot';
import type { MeasuredEfficiency } from '../../protocol/training.ts';
import { readJsonFile, writeJsonFile } from '../files/jsonFile.ts';

/** Of more trainings than this nothing is kept; estimates look at a few of each kind. */
const MOST_KEPT = 40;

const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
const fileSchema = v.array(
  v.object({
    architecture: v.picklist(['dense', 'conv']),
    multiplications: positive,
    efficiency: positive,
  }),
);

/** How fast trainings on this machine were, in a file of the data folder: what later estimates are corrected by. */
export class TrainingSpeeds {
  readonly #path: string;
  #known: Promise<MeasuredEfficiency[]> | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  /** The newest last. What cannot be read is as good as none. */
  async all(): Promise<readonly MeasuredEfficiency[]> {
    return (this.#known ??= this.#read());
  }

  /** Rejects with the system's error when it cannot be written; it is known until the engine ends all the same. */
  async add(measured: MeasuredEfficiency): Promise<void> {
    const speeds = [...(await this.all()), measured].slice(-MOST_KEPT);
    this.#known = Promise.resolve(speeds);
    await writeJsonFile(this.#path, speeds);
  }

  async #read(): Promise<MeasuredEfficiency[]> {
    const parsed = v.safeParse(fileSchema, await readJsonFile(this.#path));
    return parsed.success ? parsed.output : [];
  }
}
