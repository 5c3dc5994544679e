import { EngineError } from '../../protocol/EngineError.ts';
import type { IngestInput, IngestMessage } from '../operations/ingest.ts';
import { startOperation, type StartedOperation } from '../operations/startOperation.ts';
import type { JobList } from './JobList.ts';
import type { OpenCollection } from './OpenCollection.ts';

export interface IngestRunOptions {
  jobs: JobList;
  /** What the images are called. */
  name: string;
  input: IngestInput;
  /** Makes the collection that the rows go to, once it is known how many images there are. */
  open(found: { total: number; tileSize: number }): OpenCollection;
  /** Called once when rows were encoded and no more will come: with null when all were, else with why not. */
  onEnd(collection: OpenCollection, error: EngineError | null): void;
}

/** An encoding that is done or cancelled is off the list after this long. */
const ENDED_SHOWN_MS = 2000;

/** Images being encoded by a job into a collection. */
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
  #collection: OpenCollection | null = null;
  #countBefore = 0;
  #resolveFirst: (collection: OpenCollection) => void = () => {};

  constructor(options: IngestRunOptions) {
    this.#options = options;
    this.#job = startOperation(options.jobs, 'ingest', options.input, {
      subject: options.name,
      onMessage: (message) => this.#onMessage(message),
    });
    const first = new Promise<OpenCollection>((resolve) => (this.#resolveFirst = resolve));
    this.ended = this.#job.done.then(
      () => this.#onEnd(null),
      (error: unknown) => this.#onEnd(EngineError.fromData(EngineError.toData(error))),
    );
    // A job that ended well has sent rows.
    this.firstRows = Promise.race([first, this.#job.done.then(() => first)]);
    // Whoever waits sees the failure; nobody waiting must not end the engine.
    this.firstRows.catch(() => {});
  }

  cancel(): void {
    this.#job.cancel();
  }

  #onMessage(message: IngestMessage): void {
    if (message.kind === 'found') {
      if (message.total === 0) return;
      this.#collection = this.#options.open(message);
      this.#countBefore = this.#collection.collection.count;
      this.#collection.collection.addUnreadable(message.unreadable);
      return;
    }
    this.#collection?.append(message);
    if (this.#collection && this.#hasRows) this.#resolveFirst(this.#collection);
  }

  get #hasRows(): boolean {
    return (this.#collection?.collection.count ?? 0) > this.#countBefore;
  }

  #onEnd(error: EngineError | null): void {
    const { jobs, onEnd } = this.#options;
    const { id } = this.#job;
    // Whoever waits for the first rows tells of the failure: once is enough.
    if (!this.#hasRows) jobs.dismiss(id);
    else if (error === null || error.code === 'cancelled') {
      setTimeout(() => jobs.dismiss(id), ENDED_SHOWN_MS).unref();
    }
    if (this.#collection && (this.#hasRows || this.#countBefore > 0)) {
      onEnd(this.#collection, this.#hasRows ? error : null);
    }
  }
}
