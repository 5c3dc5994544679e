import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { EngineState } from '../../protocol/calls.ts';
import { MODEL_JSON } from '../models/modelJson.ts';
import { exists } from '../files/freeFolder.ts';
import { startOperation, type StartedOperation } from '../operations/startOperation.ts';
import type { NamedPaths } from './ImageSet.ts';
import type { JobList } from './JobList.ts';
import { modelFolderName } from './modelFolderName.ts';

export interface InstantModelsOptions {
  jobs: JobList;
  /** Where models go whose place the person does not choose. */
  modelsFolder: string;
  settings(): Pick<EngineState['settings'], 'fit' | 'background'>;
}

/** Models fitted in a few seconds to images that have none of their own: for each set of images one, found again by its folder's name. */
export class InstantModels {
  readonly #options: InstantModelsOptions;
  #fitting: StartedOperation<'fitInstant'> | null = null;

  constructor(options: InstantModelsOptions) {
    this.#options = options;
  }

  /** Whether a model is the one fitted to these images, as they are fitted to a square now. */
  isOf(modelPath: string, images: NamedPaths): boolean {
    return modelPath === this.#folderOf(images);
  }

  /** The model that was fitted to these images earlier; null where there is none. */
  async find(images: NamedPaths): Promise<string | null> {
    const folder = this.#folderOf(images);
    return (await exists(join(folder, MODEL_JSON))) ? folder : null;
  }

  /**
   * Fits one by a job, in place of the one there was.
   * @throws EngineError 'bad-images' where there are too few or they do not differ, 'not-found', 'cancelled', or the job's own
   * failure
   */
  async fit(images: NamedPaths): Promise<string> {
    const { jobs, settings } = this.#options;
    const { fit, background } = settings();
    const { paths, name } = images;
    const input = {
      images: [...paths],
      out: this.#folderOf(images),
      name: `${name} (instant)`,
      ...(fit !== null && { fit }),
      ...(background !== null && { background }),
    };
    const job = startOperation(jobs, 'fitInstant', input, { subject: name });
    this.#fitting = job;
    try {
      return (await job.done).modelPath;
    } finally {
      if (this.#fitting === job) this.#fitting = null;
      // What came of it is seen, or told by whoever wanted it.
      jobs.dismiss(job.id);
    }
  }

  /** Ends the fitting, if one is under way: something newer is opened. */
  giveUp(): void {
    this.#fitting?.cancel();
  }

  #folderOf({ paths, name }: NamedPaths): string {
    const { fit, background } = this.#options.settings();
    const key = createHash('sha256')
      .update(JSON.stringify([paths.toSorted(), fit, background]))
      .digest('hex');
    return join(this.#options.modelsFolder, `${modelFolderName(name)}-instant-${key.slice(0, 8)}`);
  }
}
