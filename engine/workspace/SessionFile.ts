import { join } from 'node:path';
import type { RecentItem } from '../../protocol/calls.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { writeJsonFile } from '../files/jsonFile.ts';
import { emptySession, readSavedSession, type SavedSession } from './SavedSession.ts';

const MAX_RECENT = 12;

/** What is open, in memory and in the data folder's session.json. */
export class SessionFile {
  value: SavedSession = emptySession();
  readonly #path: string;
  readonly #onFailure: (error: EngineError) => void;
  #writing: Promise<void> = Promise.resolve();

  constructor(folder: string, onFailure: (error: EngineError) => void) {
    this.#path = join(folder, 'session.json');
    this.#onFailure = onFailure;
  }

  /** @returns whether there was one: false at a first start */
  async read(): Promise<boolean> {
    const saved = await readSavedSession(this.#path);
    if (saved) this.value = saved;
    return saved !== null;
  }

  /** Writes it as it is now. Resolves when it is on the disk; a failure is told and is no reason to stop. */
  save(): Promise<void> {
    const snapshot = structuredClone(this.value);
    this.#writing = this.#writing
      .then(() => writeJsonFile(this.#path, snapshot))
      .catch((error: unknown) => {
        const words = error instanceof Error ? error.message : String(error);
        this.#onFailure(
          new EngineError(
            'internal',
            `What is open could not be noted in ${this.#path} (${words}); the next start will not know it.`,
          ),
        );
      });
    return this.#writing;
  }

  /** Puts what was opened first among the recent ones. */
  remember(item: Omit<RecentItem, 'openedAt'>): RecentItem[] {
    const others = this.value.recent.filter(({ kind, path }) => kind !== item.kind || path !== item.path);
    const openedAt = new Date().toISOString();
    this.value.recent = [{ ...item, openedAt }, ...others].slice(0, MAX_RECENT);
    void this.save();
    return this.value.recent;
  }
}
