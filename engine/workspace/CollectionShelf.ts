import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError } from '../../protocol/EngineError.ts';
import { CollectionStore } from '../store/CollectionStore.ts';
import { storePath } from '../store/storeFiles.ts';

/** What is kept besides the open collection: opening one of these again takes no encoding. */
const MAX_KEPT = 16;
const MAX_KEPT_BYTES = 8 * 1024 ** 3;

/** What a collection is of: the same images through the same model in the same way. */
export interface CollectionIdentity {
  /** From collectionKey(). */
  key: string;
  paths: readonly string[];
}

/**
 * Collections on the disk, each a store in a folder named by its id. An id is the collectionKey of what it was made of;
 * where a collection of that id has other images by now, since more were added, one with a number after it.
 */
export class CollectionShelf {
  readonly #folder: string;
  readonly #onRefused: (reason: string) => void;

  /** @param onRefused is told of a stored collection that cannot be used */
  constructor(folder: string, onRefused: (reason: string) => void) {
    this.#folder = folder;
    this.#onRefused = onRefused;
  }

  folderOf(id: string): string {
    return join(this.#folder, id);
  }

  /** The stored collection of these images, or null where there is none; `id` is then the one to make it under. */
  async find({ key, paths }: CollectionIdentity): Promise<{ id: string; store: CollectionStore | null }> {
    for (let number = 1; ; number++) {
      const id = number === 1 ? key : `${key}.${number}`;
      const store = await this.#open(id);
      if (!store && number === 1) await this.#putOldAside(key);
      if (!store || sameStrings(store.info.paths, paths)) return { id, store };
      await store.close();
    }
  }

  /** What version 0.1 stored of the same images is kept under another name, and told of. */
  async #putOldAside(key: string): Promise<void> {
    const names = await readdir(this.#folder).catch((): string[] => []);
    for (const name of names.filter((each) => each.startsWith(`${key}-`))) {
      const aside = join(this.#folder, `version-0.1-${name}`);
      await rename(join(this.#folder, name), aside);
      this.#onRefused(
        `These images were stored by Hourglass 0.1, in another form: they are encoded again. The old copy is kept as ${aside}; delete it when you like.`,
      );
    }
  }

  /** Null where there is none or it is damaged. What the next job cannot mend is put aside, and told. */
  async #open(id: string): Promise<CollectionStore | null> {
    const folder = this.folderOf(id);
    try {
      const store = await CollectionStore.open(folder);
      store.touch();
      return store;
    } catch (error) {
      const { code, message, details } = EngineError.toData(error);
      if (code === 'not-found') return null;
      if (details?.['repairable'] === true) {
        this.#onRefused(message);
        return null;
      }
      const aside = `${folder}.damaged-${Date.now()}`;
      await rename(folder, aside);
      this.#onRefused(`${message} It was put aside as ${aside}; its images are encoded again.`);
      return null;
    }
  }

  /**
   * Clears away the collections used longest ago, once there are many. What can only be made by a person, tags and notes,
   * is never cleared away.
   */
  async trim(openId: string): Promise<void> {
    const names = (await readdir(this.#folder)).filter((name) => /^[0-9a-f]{32}(?:\.\d+)?$/.test(name));
    const stored = await Promise.all(names.filter((name) => name !== openId).map((name) => this.#look(name)));
    let keptBytes = 0;
    let kept = 0;
    for (const { name, sizeBytes, usedMs } of stored.toSorted((a, b) => b.usedMs - a.usedMs)) {
      keptBytes += sizeBytes;
      const isOver = ++kept > MAX_KEPT || keptBytes > MAX_KEPT_BYTES;
      if (isOver && usedMs > 0 && !(await this.#hasPersonsWork(name))) {
        await rm(this.folderOf(name), { recursive: true, force: true }).catch(() => {});
      }
    }
  }

  async #look(name: string): Promise<{ name: string; sizeBytes: number; usedMs: number }> {
    const folder = this.folderOf(name);
    const files = await readdir(folder).catch((): string[] => []);
    const stats = await Promise.all(files.map((file) => stat(join(folder, file)).catch(() => null)));
    const sizeBytes = stats.reduce((sum, file) => sum + (file?.size ?? 0), 0);
    const usedMs = (await stat(storePath(folder, 'database')).catch(() => null))?.mtimeMs ?? 0;
    return { name, sizeBytes, usedMs };
  }

  async #hasPersonsWork(name: string): Promise<boolean> {
    try {
      const store = await CollectionStore.open(this.folderOf(name), { readOnly: true });
      try {
        return store.columns().some(({ origin, known }) => origin === 'person' && known > 0);
      } finally {
        await store.close();
      }
    } catch {
      // Whatever it is, it is not for clearing up to judge.
      return true;
    }
  }
}

export const sameStrings = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);
