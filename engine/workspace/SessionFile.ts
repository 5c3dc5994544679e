import { join } from 'node:path';
import type { RecentItem } from '../../protocol/calls.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { fileErrorWords } from '../files/fileErrorWords.ts';
import { writeJsonFile } from '../files/jsonFile.ts';
import { putAsideBefore, putAsideInWords } from '../files/putAside.ts';
import { emptySession, readSavedSession, withSum, type SavedSession } from './SavedSession.ts';

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

  /**
   * Reads what was saved. A file that cannot be read whole is put aside and told; what of it can be read is kept.
   * @returns whether there was one: false at a first start
   */
  async read(): Promise<boolean> {
    const read = await readSavedSession(this.#path);
    if (read.state === 'absent') return false;
    this.value = read.session;
    if (read.state === 'damaged') {
      this.#onFailure(
        new EngineError(
          'internal',
          `What was open last could not be read whole from session.json (${read.reason}). What can be read of it is ` +
            `used, and ${await putAsideInWords(this.#path)}; dropped files are kept.`,
        ),
      );
    }
    return true;
  }

  /**
   * Whether all that was ever saved could be read: else dropped files, of which there is no other copy, may be part of what
   * could not. So again once a person has removed what was put aside.
   */
  async isWhole(): Promise<boolean> {
    return (
      (await putAsideBefore(this.#path)).length === 0 &&
      (await readSavedSession(this.#path)).state === 'whole'
    );
  }

  /** Writes it as it is now. Resolves when it is on the disk; a failure is told and is no reason to stop. */
  save(): Promise<void> {
    const snapshot = withSum(structuredClone(this.value));
    this.#writing = this.#writing
      .then(() => writeJsonFile(this.#path, snapshot))
      .catch((error: unknown) => {
        this.#onFailure(
          new EngineError(
            'internal',
            `What is open could not be noted in "${this.#path}" (${fileErrorWords(error)}); the next start will not know it.`,
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
