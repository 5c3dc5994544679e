import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { EngineError } from '../../protocol/EngineError.ts';
import { OPERATIONS, type OperationInput } from '../../protocol/operations/index.ts';
import type { TrainingPlan, TrainingReport, TrainingResult } from '../../protocol/training.ts';
import { furtherName } from '../../protocol/furtherName.ts';
import { nameOfPaths } from '../../protocol/words.ts';
import { writeErrorWords } from '../files/fileErrorWords.ts';
import { exists, freeFolder } from '../files/freeFolder.ts';
import type { RunningJob } from '../jobs/forkJob.ts';
import { startJob } from '../jobs/startJob.ts';
import { startOperation } from '../operations/startOperation.ts';
import { startOf } from '../training/from/readStartModel.ts';
import { lockTraining, type TrainingLock } from '../training/lockTraining.ts';
import type { CheckpointHeader } from '../training/checkpoint.ts';
import { findCheckpoint, readCheckpointHeader, removeCheckpoint } from '../training/CheckpointFile.ts';
import { planTraining, type ExaminedImages } from '../training/planTraining.ts';
import { isLiveUpdate, type TrainingPreview } from '../training/TrainingPreview.ts';
import type { JobList } from './JobList.ts';
import type { LiveView } from './LiveView.ts';
import type { TrainingSpeeds } from './TrainingSpeeds.ts';
import { modelFolderName } from './modelFolderName.ts';
import { TrainingRecords, type FinishedTrainingRecord, type TrainingRecord } from './TrainingRecords.ts';

export interface TrainingsOptions {
  jobs: JobList;
  /** Where models go whose place the person does not choose. */
  modelsFolder: string;
  /** Where it is noted which trainings were begun. */
  recordsFolder: string;
  /** How fast those before were. */
  speeds: TrainingSpeeds;
  /** Shows a training while it runs. */
  live: Pick<LiveView, 'beginTraining' | 'endTraining' | 'take'>;
  /** A training ended well: what it made is to be opened, with the images it was trained on. */
  onDone(modelPath: string, images: readonly string[]): Promise<void>;
}

/** What was seen of images is not trusted for longer: their folder may have changed. */
const EXAMINATION_MINUTES = 5;

/** A look at images that is going on or was taken. */
class Examination {
  readonly key: string;
  readonly job: RunningJob<ExaminedImages>;
  hasFailed = false;
  /** null while it goes on. */
  #takenMs: number | null = null;

  /** @param key of the images */
  constructor(key: string, job: RunningJob<ExaminedImages>) {
    this.key = key;
    this.job = job;
    job.done.then(
      () => (this.#takenMs = performance.now()),
      () => (this.hasFailed = true),
    );
  }

  isOld(): boolean {
    const ageMs = this.#takenMs === null ? 0 : performance.now() - this.#takenMs;
    return this.hasFailed || ageMs > EXAMINATION_MINUTES * 60_000;
  }
}

/** Times that a training is begun again by itself without having got further. */
const MOST_RESTARTS = 2;
/** A job ends soon after its engine. */
const LET_GO_WITHIN_MS = 15_000;

/** Ends after which there is nothing to go on with: the person gave it up, or going on would end the same way. */
const FINAL = new Set(['cancelled', 'training-failed']);

/**
 * What a training has beyond other jobs: a plan beforehand, a folder for its model, pictures while it runs; and that it can
 * be gone on with when it was cut short, whichever process ended.
 */
export class Trainings {
  readonly #options: TrainingsOptions;
  readonly #records: TrainingRecords;
  /** Folders of trainings that are being started. */
  readonly #reserved = new Set<string>();
  /** Of the images that were planned for last. */
  #examination: Examination | null = null;
  /** Counts the plans that were asked for. */
  #planTurn = 0;
  /** Of the training that was started last. */
  #preview: { jobId: string; preview: TrainingPreview } | null = null;
  #isClosing = false;

  constructor(options: TrainingsOptions) {
    this.#options = options;
    this.#records = new TrainingRecords(options.recordsFolder);
  }

  /** Images of trainings that run or can be gone on with: not to be cleared away. */
  get usedPaths(): readonly string[] {
    return this.#records.all.flatMap(({ options }) => options.images);
  }

  /**
   * Lists the trainings of the engine before. Where that was closed, those that it did not bring to an end wait for the person;
   * where it was killed, they go on, and what had ended well is shown still.
   */
  async listInterrupted(): Promise<void> {
    const { records, wasClosed } = await this.#records.read();
    for (const record of records) {
      if (record.finished) this.#listFinished(record, record.finished);
      else if (wasClosed) await this.#listInterrupted(record);
      // It may have to wait for the job of the engine before to end.
      else void this.#goOnByItself(record, 'Hourglass ended unexpectedly').catch(() => {});
    }
  }

  /**
   * What a training would be. The images are looked at once; other options for the same ones are planned at once.
   * A newer plan takes the place of one that is being made.
   * @throws EngineError as planTraining, 'cancelled' for the older one, 'job-failed' when its process ended
   */
  async plan(options: OperationInput<'train'>): Promise<TrainingPlan> {
    const turn = ++this.#planTurn;
    const key = JSON.stringify(options.images);
    if (this.#examination?.key !== key || this.#examination.isOld()) {
      this.#examination?.job.cancel(0);
      // One process at a time, however fast they are asked for: of those that wait only the newest gets one.
      await this.#examination?.job.done.catch(() => undefined);
      this.#checkTurn(turn);
      this.#examination = new Examination(key, startJob('examineImages', { paths: options.images }, {}));
    }
    const examination = this.#examination;
    try {
      const examined = await examination.job.done;
      this.#checkTurn(turn);
      const start = await startOf(options);
      const measured = await this.#options.speeds.all();
      this.#checkTurn(turn);
      return planTraining(options, examined, measured, start);
    } catch (error) {
      // It may go better next time.
      if (this.#examination === examination && examination.hasFailed) this.#examination = null;
      throw error;
    }
  }

  /** @throws EngineError 'cancelled' where a newer plan was asked for */
  #checkTurn(turn: number): void {
    if (turn !== this.#planTurn) throw new EngineError('cancelled', 'A newer plan took its place.');
  }

  /** @returns the job's id */
  async start(options: OperationInput<'train'>): Promise<string> {
    const out = options.out ?? (await this.#reserveFolder(options.name ?? (await nameOf(options))));
    try {
      const title = `${OPERATIONS.train.doing} ${OPERATIONS.train.subject(options)}`;
      return this.#run({ id: randomUUID(), title, options: { ...options, out } }, false);
    } finally {
      this.#reserved.delete(out);
    }
  }

  /** The newest preview of a training; null before its first, and once a later training has one. */
  preview(jobId: string): TrainingPreview | null {
    return this.#preview?.jobId === jobId ? this.#preview.preview : null;
  }

  /** The engine ends: a training that is cut short by it is listed at the next start. */
  close(): void {
    this.#isClosing = true;
    // A plan that waits is not begun.
    this.#planTurn++;
    this.#examination?.job.cancel(0);
    this.#records.close();
  }

  /** @param isContinued what lies in its checkpoint is its own */
  #run(record: TrainingRecord, isContinued: boolean): string {
    const { jobs, live, onDone } = this.#options;
    const { id, done, send } = startOperation(jobs, 'train', record.options, {
      onMessage: (message) => {
        if (isLiveUpdate(message)) live.take(id, message);
        else this.#preview = { jobId: id, preview: message };
      },
    });
    live.beginTraining({ jobId: id, paths: record.options.images, send });
    this.#records.keep(record).catch((error: unknown) => {
      const words = `That this training runs could not be noted (${writeErrorWords(error)}): should it be cut short, the next start will not say so.`;
      jobs.note(id, words);
    });
    done
      .then(
        (result) => {
          // Estimates go without what cannot be written.
          if (result.speed) this.#options.speeds.add(result.speed).catch(() => {});
          try {
            // At once, so that it is not begun again where the engine is killed now.
            this.#records.remove(record.id);
            void this.#keepFinished(record, id, result).catch(() => {});
          } finally {
            // A model is opened though its training's record cannot be removed.
            // What was shown of it stays until its model is there.
            void onDone(result.modelPath, record.options.images).finally(() => live.endTraining(id));
          }
        },
        (error: unknown) => {
          live.endTraining(id);
          return this.#onFailure(record, isContinued, id, error);
        },
      )
      .catch(() => {
        // What could not be removed is offered once more at the next start.
      });
    return id;
  }

  async #onFailure(
    record: TrainingRecord,
    isContinued: boolean,
    jobId: string,
    thrown: unknown,
  ): Promise<void> {
    if (this.#isClosing) return;
    const error = EngineError.toData(thrown);
    if (FINAL.has(error.code)) {
      // Cancelled before it had read its images, a training that was gone on with still has its checkpoint.
      if (error.code === 'cancelled' && isContinued) return this.#discard(record);
      return this.#records.remove(record.id);
    }
    if (error.code === 'job-failed') {
      await this.#goOnByItself(record, error.message);
      this.#options.jobs.dismiss(jobId);
      return;
    }
    const isKept = (await this.#headerOf(record)) !== null;
    if (!isKept && error.code !== 'in-use') return this.#records.remove(record.id);
    await this.#listInterrupted(record, error.message);
    this.#options.jobs.dismiss(jobId);
  }

  /**
   * Begins a training again where its state was last kept, because its process, or the engine, ended for no reason of its own. One
   * that ends again and again without getting further is left to the person.
   * @param why a sentence or the beginning of one, for the person
   */
  async #goOnByItself(record: TrainingRecord, why: string): Promise<void> {
    const header = await this.#headerOf(record);
    const step = header?.step ?? 0;
    const before = record.restarts;
    const count = before && step <= before.step ? before.count + 1 : 1;
    const reason = why.replace(/\.$/, '');
    if (count > MOST_RESTARTS) {
      const words = `${reason}. That was ${count} times in a row without getting further, so it is not begun again by itself.`;
      return this.#listInterrupted({ ...record, restarts: undefined }, words);
    }
    // Killed in the moment after its end, it has its model already.
    const isWritten = !header && (await exists(join(record.options.out, 'model.json')));
    if (isWritten || !(await isLetGo(record.options.out)) || this.#isClosing) {
      return this.#listInterrupted(record, why);
    }
    try {
      const id = this.#run({ ...record, restarts: { count, step } }, true);
      const where = header ? `went on by itself from epoch ${header.epoch}` : 'was begun again by itself';
      this.#options.jobs.note(id, `${reason}; the training ${where}.`);
    } catch (error) {
      // Another one runs.
      await this.#listInterrupted(record, EngineError.toData(error).message);
    }
  }

  async #keepFinished(record: TrainingRecord, jobId: string, result: TrainingResult): Promise<void> {
    const { jobs } = this.#options;
    const report = jobs.infos.find(({ id }) => id === jobId)?.report ?? null;
    jobs.whenDismissed(jobId, () => this.#records.remove(record.id));
    const finished = { report, result, words: OPERATIONS.train.summary(result) };
    await this.#records.keep({ ...record, restarts: undefined, finished });
  }

  #listFinished(record: TrainingRecord, finished: FinishedTrainingRecord): void {
    const { jobs } = this.#options;
    const id = jobs.addDone({ operation: 'train', title: record.title }, finished);
    jobs.whenDismissed(id, () => this.#records.remove(record.id));
  }

  /** @param words why, where it is known */
  async #listInterrupted(record: TrainingRecord, words?: string): Promise<void> {
    const { jobs } = this.#options;
    const header = await this.#headerOf(record);
    const epoch = header?.epoch ?? null;
    const how =
      epoch === null
        ? 'Cut short before its state could be kept; it can be started again.'
        : `Cut short at epoch ${epoch}; its state is kept.`;
    const id = jobs.addInterrupted(
      { operation: 'train', title: record.title },
      words === undefined ? how : `${how} ${words}`,
      {
        goOn: () => this.#run(record, true),
        discard: () => void this.#discard(record).catch(() => {}),
      },
    );
    // Its curve is looked at before one decides.
    if (header) jobs.report(id, keptReport(header));
  }

  /** How far it was when its state was last kept; null where none is. */
  async #headerOf({ options }: TrainingRecord): Promise<CheckpointHeader | null> {
    try {
      return await readCheckpointHeader(await findCheckpoint(options.out));
    } catch {
      return null;
    }
  }

  /** Nothing of a training that another process goes on with. @throws EngineError 'in-use' at once */
  #discard({ id, options }: TrainingRecord): Promise<void> {
    const lock = lockForDiscarding(options.out);
    const remove = async () => {
      await removeCheckpoint(await findCheckpoint(options.out));
      this.#records.remove(id);
    };
    return remove().finally(() => lock?.release());
  }

  /** A folder that is not there yet and that no training was begun into, named after the model. */
  async #reserveFolder(name: string): Promise<string> {
    return freeFolder(this.#options.modelsFolder, modelFolderName(name), async (path) => {
      if (await exists(`${path}.checkpoint`)) return true;
      if (this.#reserved.has(path)) return true;
      if (this.#records.all.some(({ options }) => options.out === path)) return true;
      // In the same turn as it was found free: another that is being started does not find it so.
      this.#reserved.add(path);
      return false;
    });
  }
}

/** What a training had come to, of its checkpoint. */
const keptReport = ({ epoch, curve }: CheckpointHeader): TrainingReport => ({
  epoch,
  totalEpochs: epoch,
  imagesPerSecond: 0,
  // A checkpoint does not hold it.
  pcaSse: 0,
  curve,
  previewVersion: 0,
  previewCount: 0,
});

/** Resolves to true once no process trains into a folder, and to false when one still does after some seconds. */
async function isLetGo(modelFolder: string): Promise<boolean> {
  const until = performance.now() + LET_GO_WITHIN_MS;
  for (;;) {
    try {
      lockForDiscarding(modelFolder)?.release();
      return true;
    } catch {
      if (performance.now() > until) return false;
      await setTimeout(250);
    }
  }
}

/** What a model is called that nobody named. @throws EngineError where the one to train further is none */
async function nameOf(options: OperationInput<'train'>): Promise<string> {
  const start = await startOf(options);
  return start ? furtherName(start.name) : nameOfPaths(options.images);
}

/** null where the folder's place is gone, or can no longer be written: there is nothing to be kept from others. */
function lockForDiscarding(modelFolder: string): TrainingLock | null {
  try {
    return lockTraining(modelFolder);
  } catch (error) {
    if (error instanceof EngineError && error.code === 'in-use') throw error;
    return null;
  }
}
