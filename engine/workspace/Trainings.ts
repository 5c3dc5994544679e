import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError } from '../../protocol/EngineError.ts';
import type { OperationInput } from '../../protocol/operations/index.ts';
import type { TrainingPlan } from '../../protocol/training.ts';
import { nameOfPaths } from '../../protocol/words.ts';
import { startOperation } from '../operations/startOperation.ts';
import type { TrainingPreview } from '../training/TrainingPreview.ts';
import type { JobList } from './JobList.ts';

export interface TrainingsOptions {
  jobs: JobList;
  /** Where models go whose place the person does not choose. */
  modelsFolder: string;
  /** A training ended well: what it made is to be opened, with the images it was trained on. */
  onDone(modelPath: string, images: readonly string[]): void;
}

/** What a training has beyond other jobs: a plan beforehand, a folder for its model, pictures while it runs. */
export class Trainings {
  readonly #options: TrainingsOptions;
  /** Of the training that was started last. */
  #preview: { jobId: string; preview: TrainingPreview } | null = null;

  constructor(options: TrainingsOptions) {
    this.#options = options;
  }

  async plan(options: OperationInput<'train'>): Promise<TrainingPlan> {
    const { planTraining } = await import('../training/planTraining.ts');
    return planTraining(options);
  }

  /** @returns the job's id */
  async start(options: OperationInput<'train'>): Promise<string> {
    const { jobs, onDone } = this.#options;
    const { images } = options;
    const out = options.out ?? (await this.#freeFolder(options.name ?? nameOfPaths(images)));
    const { id, done } = startOperation(
      jobs,
      'train',
      { ...options, out },
      { onMessage: (preview) => (this.#preview = { jobId: id, preview }) },
    );
    void done.then(
      ({ modelPath }) => onDone(modelPath, images),
      // The list tells of it.
      () => {},
    );
    return id;
  }

  /** @throws EngineError 'not-found' when there is no such preview, or a newer one took its place */
  preview(jobId: string, version: number): TrainingPreview {
    const found = this.#preview;
    if (!found || found.jobId !== jobId || found.preview.version !== version) {
      throw new EngineError(
        'not-found',
        `There is no preview ${version} of this training; ask for the newest one.`,
      );
    }
    return found.preview;
  }

  /** A folder that is not there yet, named after the model. */
  async #freeFolder(name: string): Promise<string> {
    const plain = name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 60);
    for (let number = 1; ; number++) {
      const path = join(this.#options.modelsFolder, `${plain || 'model'}${number === 1 ? '' : `-${number}`}`);
      const taken = await stat(path).then(
        () => true,
        () => false,
      );
      if (!taken) return path;
    }
  }
}
