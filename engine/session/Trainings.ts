import { join } from 'node:path';
import { stat } from 'node:fs/promises';
import type { EngineEvents } from '../../protocol/calls.ts';
import type {
  TrainingOptions,
  TrainingPlan,
  TrainingProgress,
  TrainingResult,
} from '../../protocol/training.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { startJob } from '../jobs/startJob.ts';
import type { TrainingCommand, TrainingMessage, TrainingPreview } from '../training/TrainingMessage.ts';
import { imageSet } from './ImageSet.ts';
import type { JobList } from './JobList.ts';

export interface TrainingsOptions {
  jobs: JobList;
  /** Where models go whose place the person does not choose. */
  modelsFolder: string;
  emit<Name extends keyof EngineEvents>(name: Name, ...args: Parameters<EngineEvents[Name]>): void;
  /** A training ended well: what it made is to be opened, with the images it was trained on. */
  onDone(result: TrainingResult, images: readonly string[]): void;
}

/** Trainings as jobs: what the page sees of them, and what is done with their result. One runs at a time. */
export class Trainings {
  readonly #options: TrainingsOptions;
  #progress: TrainingProgress | null = null;
  #preview: { jobId: string; preview: TrainingPreview } | null = null;
  #runningId: string | null = null;

  constructor(options: TrainingsOptions) {
    this.#options = options;
  }

  /** Of the running training, or of the one that ended last. */
  get progress(): TrainingProgress | null {
    return this.#progress;
  }

  async plan(options: TrainingOptions): Promise<TrainingPlan> {
    const { planTraining } = await import('../training/planTraining.ts');
    return planTraining(options);
  }

  /** @returns the job's id */
  async start(options: TrainingOptions): Promise<string> {
    const { jobs } = this.#options;
    if (this.#runningId && jobs.isRunning(this.#runningId)) {
      throw new EngineError(
        'bad-request',
        'A training is running. Wait for it, or cancel it, then start another.',
      );
    }
    const out = options.out ?? (await this.#freeFolder(options.name ?? imageSet(options.images).name));
    const job = startJob<TrainingOptions, TrainingMessage, TrainingResult, TrainingCommand>(
      new URL('../training/trainJob.ts', import.meta.url),
      { ...options, out },
      (message) => this.#onMessage(id, message),
    );
    const id = jobs.start('training', `Training ${options.name ?? `on ${imageSet(options.images).name}`}`, {
      // One session.run of several steps cannot be interrupted; killed in it, the training would leave its checkpoint behind.
      cancel: () => job.cancel(15_000),
      pause: () => job.send('pause'),
      resume: () => job.send('resume'),
      finish: () => job.send('finish'),
    });
    this.#runningId = id;
    this.#progress = null;
    this.#preview = null;
    void job.done.then(
      (result) => {
        jobs.end(id);
        this.#options.emit('trainingDone', result);
        this.#options.onDone(result, options.images);
      },
      (error: unknown) => jobs.end(id, error),
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

  #onMessage(id: string, message: TrainingMessage): void {
    const { jobs, emit } = this.#options;
    if (message.type === 'reading') {
      jobs.update(id, {
        detail: 'reading images',
        done: message.done,
        total: message.total,
        secondsLeft: null,
      });
    } else if (message.type === 'plan') {
      const { imageCount, architecture, size, epochs } = message.plan;
      const detail = `${imageCount.toLocaleString('en')} images, ${architecture}, ${size}×${size}, up to ${epochs} epochs`;
      jobs.update(id, { detail, done: 0, total: 0 });
    } else if (message.type === 'preview') {
      this.#preview = { jobId: id, preview: message.preview };
    } else {
      const { step, totalSteps, secondsLeft } = message.progress;
      this.#progress = { ...message.progress, jobId: id };
      jobs.update(id, { done: step, total: totalSteps, secondsLeft });
      emit('trainingProgress', this.#progress);
    }
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
