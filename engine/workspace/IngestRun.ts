import { EngineError } from '../../protocol/EngineError.ts';
import type { IngestInput } from '../operations/ingest.ts';
import { startOperation, type StartedOperation } from '../operations/startOperation.ts';
import type { JobList } from './JobList.ts';
import type { OpenCollection } from './OpenCollection.ts';

export interface IngestRunOptions {
  jobs: JobList;
  /** What the images are called. */
  name: string;
  input: IngestInput;
  /** The collection that is brought up to date; absent where there is none yet. */
  into?: OpenCollection;
  /** Opens the store once there is one. */
  open(): Promise<OpenCollection>;
  /** Called once when no more rows come, with null when all is there, else with why not. */
  onEnd(collection: OpenCollection, error: EngineError | null): void;
}

/** An encoding that is done or cancelled is off the list after this long. */
const ENDED_SHOWN_MS = 2000;

/** A collection's store being brought up to date by a job. */
export class IngestRun {
  /**
   * The collection, as soon as it has rows. Rejects with 'bad-images' when there is nothing to show, 'cancelled', or
   * the job's own failure.
   */
  readonly firstRows: Promise<OpenCollection>;
  /** Resolves when no more rows come, however it ended. */
  readonly ended: Promise<void>;
  readonly #job: StartedOperation<'ingest'>;
  readonly #options: IngestRunOptions;
  readonly #countBefore: number;
  #collection: OpenCollection | null;
  #opening: Promise<void> = Promise.resolve();
  #resolveFirst: (collection: OpenCollection) => void = () => {};

  constructor(options: IngestRunOptions) {
    this.#options = options;
    this.#collection = options.into ?? null;
    this.#countBefore = options.into?.shownCount ?? 0;
    const first = new Promise<OpenCollection>((resolve) => (this.#resolveFirst = resolve));
    this.#job = startOperation(options.jobs, 'ingest', options.input, {
      subject: options.name,
      onMessage: () => {
        // What cannot be opened yet may be after the next commit; whoever waits for the first rows sees the last failure.
        this.#opening = this.#opening.catch(() => {}).then(() => this.#onCommitted());
        this.#opening.catch(() => {});
      },
    });
    this.ended = this.#job.done.then(
      () => this.#onEnd(null),
      (error: unknown) => this.#onEnd(EngineError.fromData(EngineError.toData(error))),
    );
    // A job that ended well has made rows, unless all of them were there.
    this.firstRows = Promise.race([first, this.#job.done.then(() => this.#opened())]);
    // Whoever waits sees the failure; nobody waiting must not end the engine.
    this.firstRows.catch(() => {});
  }

  cancel(): void {
    this.#job.cancel();
  }

  async #onCommitted(): Promise<void> {
    const collection = (this.#collection ??= await this.#options.open());
    collection.refresh();
    if (collection.shownCount > this.#countBefore) this.#resolveFirst(collection);
  }

  async #opened(): Promise<OpenCollection> {
    await this.#opening;
    if (!this.#collection) throw new EngineError('internal', 'The images were encoded and cannot be opened.');
    return this.#collection;
  }

  async #onEnd(error: EngineError | null): Promise<void> {
    const { jobs, onEnd, into } = this.#options;
    const { id } = this.#job;
    await this.#opening.catch(() => {});
    const collection = this.#collection;
    const hasMore = collection !== null && collection.shownCount > this.#countBefore;
    // Whoever waits for the first rows tells of the failure: once is enough.
    if (error && !hasMore && !into) jobs.dismiss(id);
    else if (error === null || error.code === 'cancelled') {
      setTimeout(() => jobs.dismiss(id), hasMore ? ENDED_SHOWN_MS : 0).unref();
    }
    if (collection && (hasMore || into)) onEnd(collection, error);
  }
}
