import { basename } from 'node:path';
import { EngineError } from '../../protocol/EngineError.ts';
import { OPENABLE_WORDS } from '../../protocol/imageFormats.ts';
import type { IngestInput, IngestMessage, IngestResult } from '../ingest/ingestJob.ts';
import { startJob, type RunningJob } from '../jobs/startJob.ts';
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
  readonly #job: RunningJob<IngestResult, never>;
  readonly #options: IngestRunOptions;
  readonly #id: string;
  #collection: OpenCollection | null = null;
  #countBefore = 0;
  #total = 0;
  #unreadable: { path: string; reason: string }[] = [];
  #resolveFirst: (collection: OpenCollection) => void = () => {};

  constructor(options: IngestRunOptions) {
    this.#options = options;
    this.#job = startJob<IngestInput, IngestMessage, IngestResult>(
      new URL('../ingest/ingestJob.ts', import.meta.url),
      options.input,
      (message) => this.#onMessage(message),
    );
    this.#id = options.jobs.start('ingest', `Encoding ${options.name}`, { cancel: () => this.cancel() });
    const finished = this.#job.done.then(
      () => this.#onEnd(null),
      (error: unknown) => this.#onEnd(error),
    );
    this.ended = finished.then(() => {});
    this.firstRows = Promise.race([
      new Promise<OpenCollection>((resolve) => (this.#resolveFirst = resolve)),
      finished.then((error) => {
        if (error) throw error;
        if (!this.#collection) throw nothingReadable(options.input, this.#unreadable);
        return this.#collection;
      }),
    ]);
    // Whoever waits sees the failure; nobody waiting must not end the engine.
    this.firstRows.catch(() => {});
  }

  cancel(): void {
    this.#job.cancel();
  }

  #onMessage(message: IngestMessage): void {
    const { jobs } = this.#options;
    if (message.kind === 'found') {
      this.#total = message.total;
      this.#unreadable.push(...message.unreadable);
      jobs.update(this.#id, { total: message.total, detail: this.#words(0) });
      if (message.total === 0) return;
      this.#collection = this.#options.open(message);
      this.#countBefore = this.#collection.collection.count;
      this.#collection.collection.addUnreadable(message.unreadable);
      return;
    }
    this.#unreadable.push(...message.unreadable);
    this.#collection?.append(message);
    jobs.update(this.#id, {
      done: message.done,
      total: this.#total,
      detail: this.#words(message.done),
    });
    if (this.#collection && this.#hasRows) this.#resolveFirst(this.#collection);
  }

  #words(done: number): string {
    const words = `${done.toLocaleString('en')} of ${this.#total.toLocaleString('en')} images`;
    const unreadable = this.#unreadable.length;
    return unreadable === 0 ? words : `${words}, ${unreadable.toLocaleString('en')} could not be read`;
  }

  get #hasRows(): boolean {
    return (this.#collection?.collection.count ?? 0) > this.#countBefore;
  }

  /** The failure to tell whoever waits for first rows. */
  #onEnd(thrown: unknown): EngineError | null {
    const { jobs, input, onEnd } = this.#options;
    let error = thrown === null ? null : EngineError.fromData(EngineError.toData(thrown));
    // What none of the images could be read for is said here, where the reasons are.
    const isEmpty = !this.#hasRows && (error === null || error.code === 'bad-images');
    if (isEmpty) error = nothingReadable(input, this.#unreadable);
    jobs.end(this.#id, error ?? undefined);
    // Whoever waits for the first rows tells of the failure: once is enough.
    if (!this.#hasRows) jobs.dismiss(this.#id);
    else if (error === null || error.code === 'cancelled') {
      setTimeout(() => jobs.dismiss(this.#id), ENDED_SHOWN_MS).unref();
    }
    if (this.#collection && (this.#hasRows || this.#countBefore > 0)) {
      onEnd(this.#collection, this.#hasRows ? error : null);
    }
    return error;
  }
}

function nothingReadable(
  { paths, known }: IngestInput,
  unreadable: readonly { path: string; reason: string }[],
): EngineError {
  const where = paths.length === 1 ? `"${paths[0]}"` : `the ${paths.length} given paths`;
  const choose = `Choose a folder of ${OPENABLE_WORDS}`;
  let message = `There are no images in ${where}. ${choose}.`;
  const [first, second] = unreadable;
  if (first && second) {
    const example = `${basename(first.path)}: ${first.reason}`;
    message = `None of the ${unreadable.length} files in ${where} could be read as an image (${example}). ${choose}.`;
  } else if (first) {
    message = `"${basename(first.path)}" could not be read as an image: ${first.reason}. ${choose}.`;
  } else if (known && known.length > 0) {
    message = `There are no new images in ${where}: what is there is in the collection already.`;
  }
  return new EngineError('bad-images', message, { unreadable: unreadable.slice(0, 100) });
}
