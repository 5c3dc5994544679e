import { EngineError } from '../../protocol/EngineError.ts';
import type { WaitingImages } from '../../protocol/waitingImages.ts';
import type { RunningJob } from '../jobs/forkJob.ts';
import { startJob } from '../jobs/startJob.ts';
import { imageSet, type ImageSet } from './ImageSet.ts';
import type { SessionFile } from './SessionFile.ts';

export interface WaitingSlotOptions {
  /** Where what waits is kept, so that it waits at the next start too. */
  file: SessionFile;
  onChange(waiting: WaitingImages | null): void;
  onFailure(error: unknown): void;
}

/** Images that were opened and have no model to see them through: kept until there is one. */
export class WaitingSlot {
  readonly #options: WaitingSlotOptions;
  #counting: RunningJob<number> | null = null;

  constructor(options: WaitingSlotOptions) {
    this.#options = options;
  }

  get info(): WaitingImages | null {
    return this.#options.file.value.waiting;
  }

  get images(): ImageSet | null {
    return this.info && { paths: this.info.paths, name: this.info.name, samplesOf: null };
  }

  /**
   * Makes images wait, in place of those that did.
   * @param reason why no model could be fitted to them
   * @throws EngineError 'bad-images' or 'not-found' where there are none, 'cancelled' when something newer is opened
   */
  async open({ paths, name }: ImageSet, reason?: string): Promise<void> {
    const count = await this.#count(paths);
    await this.#take({ paths, name, count, ...(reason !== undefined && { reason }) });
  }

  /** Makes images wait besides those that do. Rejects as open(), where none of the new ones is an image. */
  async add(paths: readonly string[]): Promise<void> {
    const before = this.info?.paths ?? [];
    if (before.length > 0) await this.#count(paths);
    await this.open(imageSet([...new Set([...before, ...paths])]));
  }

  /** Makes images wait whose model could not be opened again; they are counted later, since they may not be there now. */
  takeUncounted({ paths, name }: Pick<ImageSet, 'paths' | 'name'>): void {
    void this.#take({ paths: [...paths], name, count: null });
  }

  /** Counts what waits uncounted, and tells where that cannot be done; it waits all the same. */
  async countUncounted(): Promise<void> {
    const waiting = this.info;
    if (waiting?.count !== null) return;
    try {
      const count = await this.#count(waiting.paths);
      if (this.info === waiting) await this.#take({ ...waiting, count });
    } catch (error) {
      if (EngineError.toData(error).code !== 'cancelled') this.#options.onFailure(error);
    }
  }

  /** Nothing waits any longer. Whoever calls saves the session. */
  clear(): void {
    if (!this.info) return;
    this.#options.file.value.waiting = null;
    this.#options.onChange(null);
  }

  /** Ends the counting, if one is under way: something newer is opened, or the engine ends. */
  giveUp(): void {
    this.#counting?.cancel(0);
  }

  #take(waiting: WaitingImages): Promise<void> {
    const { file, onChange } = this.#options;
    file.value.waiting = waiting;
    onChange(waiting);
    return file.save();
  }

  async #count(paths: readonly string[]): Promise<number> {
    this.giveUp();
    const job = startJob('countImages', paths, {});
    this.#counting = job;
    try {
      return await job.done;
    } finally {
      if (this.#counting === job) this.#counting = null;
    }
  }
}
