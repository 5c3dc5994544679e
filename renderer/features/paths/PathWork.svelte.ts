import { untrack } from 'svelte';
import { isActive, isJobOf, type JobOf } from '../../../protocol/job.ts';
import { completePath } from '../../document/pathEdits.ts';
import { lacks, wholePath } from './lacks.ts';
import type { DocumentPath } from '../../../protocol/latentPath.ts';
import type { Page } from '../../page/Page.svelte.ts';

type Parts = Pick<Page, 'commands' | 'document' | 'notices' | 'workspace'>;

/** After an edit it waits so long for the next one. */
const BEGIN_AFTER_MS = 250;

/**
 * Has the engine work out what a path lacks, as a job: it tells how far it is and can be cancelled. Of a path that became
 * another meanwhile it begins anew.
 */
export class PathWork {
  readonly #page: Parts;
  readonly #path: () => DocumentPath | null;
  #running = $state.raw<{ id: string; path: DocumentPath } | null>(null);
  /** Cancelled, or failed: not begun again by itself. */
  #givenUp = $state.raw<{ path: DocumentPath; words: string } | null>(null);

  constructor(page: Parts, path: () => DocumentPath | null) {
    this.#page = page;
    this.#path = path;
  }

  /** The job that runs. */
  get job(): JobOf<'interpolate'> | null {
    const found = this.#page.workspace.jobs.find(({ id }) => id === this.#running?.id);
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
    return $effect.root(() => {
      $effect(() => {
        const path = this.#path();
        const { workspace } = this.#page;
        const isUsable =
          workspace.status === 'open' && workspace.model?.hasDecoder === true && workspace.live === null;
        const isWanted = path !== null && isUsable && lacks(path) && this.#givenUp?.path !== path;
        if (this.#running && this.#running.path !== path) void this.#drop(this.#running.id);
        if (!isWanted || this.#running) return;
        const timer = setTimeout(() => void this.#begin(path), BEGIN_AFTER_MS);
        return () => clearTimeout(timer);
      });
      $effect(() => {
        const { job } = this;
        if (job && !isActive(job)) untrack(() => this.#end(job));
      });
    });
  }

  async #begin(path: DocumentPath): Promise<void> {
    const whole = wholePath(path);
    const { workspace } = this.#page;
    const collection = workspace.collection?.id;
    if (!whole || collection === undefined) return;
    try {
      const id = await workspace.connection.call('startOperation', 'interpolate', {
        ...{ collection, path: whole, constantSpeed: path.isEven },
      });
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
      for (const note of job.notes) this.#page.notices.say(note);
    } else {
      const cancelled = 'Cancelled: until it is worked out, the way is straight and as fast as was said.';
      this.#giveUp(running.path, job.state === 'cancelled' ? cancelled : (job.error?.message ?? job.detail));
    }
    // What it made is in the path, and why it did not stands beside it.
    this.#page.commands.execute('dismiss-job', job.id);
  }

  #giveUp(path: DocumentPath, words: string): void {
    this.#givenUp = { path, words };
  }

  /** One that works on what is no longer wanted. */
  async #drop(id: string): Promise<void> {
    this.#running = null;
    const { connection } = this.#page.workspace;
    await connection.call('cancelJob', id).catch(() => undefined);
    await connection.call('dismissJob', id).catch(() => undefined);
  }
}
