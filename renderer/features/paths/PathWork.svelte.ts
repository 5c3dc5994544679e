import { untrack } from 'svelte';
import { isActive, isJobOf, type JobInfo, type JobOf } from '../../../protocol/job.ts';
import { completePath } from '../../document/pathEdits.ts';
import { lacks, wholePath } from './lacks.ts';
import type { HourglassDocument } from '../../../protocol/document.ts';
import type { DocumentPath, LatentPath } from '../../../protocol/latentPath.ts';

/** What it needs of the page and the engine. */
export interface PathWorkParts {
  readonly jobs: readonly JobInfo[];
  /** Whether the engine can be asked now. */
  readonly isUsable: boolean;
  readonly document: { complete(change: (document: HourglassDocument) => HourglassDocument): void };
  /** Resolves to the job's id. */
  start(path: LatentPath, isEven: boolean): Promise<string>;
  cancel(id: string): Promise<void>;
  dismiss(id: string): void;
  say(words: string): void;
}

/** After an edit it waits so long for the next one. */
const BEGIN_AFTER_MS = 250;

/**
 * Has the engine work out what a path lacks, as a job: it tells how far it is and can be cancelled. Of a path that became
 * another meanwhile it begins anew.
 */
export class PathWork {
  readonly #page: PathWorkParts;
  readonly #path: () => DocumentPath | null;
  #running = $state.raw<{ id: string; path: DocumentPath } | null>(null);
  /** Cancelled, or failed: not begun again by itself. */
  #givenUp = $state.raw<{ path: DocumentPath; words: string } | null>(null);

  /** Nothing on screen shows it. */
  #waiting: { path: DocumentPath; timer: ReturnType<typeof setTimeout> } | null = null;

  constructor(page: PathWorkParts, path: () => DocumentPath | null) {
    this.#page = page;
    this.#path = path;
  }

  /** The job that runs. */
  get job(): JobOf<'interpolate'> | null {
    const found = this.#page.jobs.find(({ id }) => id === this.#running?.id);
    return found && isJobOf(found, 'interpolate') ? found : null;
  }

  /** Why what is lacking was not worked out, in words; null where it was, or is being. */
  get failure(): string | null {
    const given = this.#givenUp;
    return given !== null && given.path === this.#path() ? given.words : null;
  }

  /** Begins again what was given up. */
  retry(): void {
    this.#givenUp = null;
  }

  /** Follows the path from now on. Returns what ends that. */
  follow(): () => void {
    const end = $effect.root(() => {
      $effect(() => this.sync());
    });
    return () => {
      end();
      this.#wait(null);
    };
  }

  /** To be called whenever the path, the jobs or the engine are others. */
  sync(): void {
    const { job } = this;
    if (job && !isActive(job)) untrack(() => this.#end(job));
    const path = this.#path();
    const isWanted = path !== null && this.#page.isUsable && lacks(path) && this.#givenUp?.path !== path;
    if (this.#running && this.#running.path !== path) void this.#drop(this.#running.id);
    this.#wait(isWanted && !this.#running ? path : null);
  }

  /** Begins with a path in a moment, unless it is another by then; with null, with none. */
  #wait(path: DocumentPath | null): void {
    if (this.#waiting?.path === path) return;
    clearTimeout(this.#waiting?.timer);
    const timer = path && setTimeout(() => void this.#begin(path), BEGIN_AFTER_MS);
    this.#waiting = path && timer ? { path, timer } : null;
  }

  async #begin(path: DocumentPath): Promise<void> {
    const whole = wholePath(path);
    if (!whole) return;
    try {
      const id = await this.#page.start(whole, path.isEven);
      if (this.#path() === path) this.#running = { id, path };
      else await this.#drop(id);
    } catch (error) {
      this.#giveUp(path, error instanceof Error ? error.message : String(error));
    }
  }

  #end(job: JobOf<'interpolate'>): void {
    const running = this.#running;
    this.#running = null;
    if (!running) return;
    const result = job.state === 'done' ? job.result?.path : null;
    if (result) {
      this.#page.document.complete((before) => completePath(before, running.path.id, result));
      const after = this.#path();
      // What it came to is not what was asked for: it would be asked for again, without end.
      if (after?.id === running.path.id && after === running.path && lacks(after))
        this.#giveUp(after, 'The engine did not work the path out.');
      for (const note of job.notes) this.#page.say(note);
    } else {
      const cancelled = 'Cancelled: until it is worked out, the way is straight and as fast as was said.';
      this.#giveUp(running.path, job.state === 'cancelled' ? cancelled : (job.error?.message ?? job.detail));
    }
    // What it made is in the path, and why it did not stands beside it.
    this.#page.dismiss(job.id);
  }

  #giveUp(path: DocumentPath, words: string): void {
    this.#givenUp = { path, words };
  }

  /** One that works on what is no longer wanted. */
  async #drop(id: string): Promise<void> {
    this.#running = null;
    await this.#page.cancel(id);
  }
}
