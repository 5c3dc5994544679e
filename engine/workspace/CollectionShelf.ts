import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError } from '../../protocol/EngineError.ts';
import { CollectionStore } from '../store/CollectionStore.ts';
import { listStores, removeStore } from '../store/listStores.ts';
import type { StoreInfo } from '../store/StoreInfo.ts';

/** What is kept besides the open collection: opening one of these again takes no encoding. */
const MAX_KEPT = 16;
const MAX_KEPT_BYTES = 8 * 1024 ** 3;

/** What a collection is of: the same images through the same model in the same way. */
export interface CollectionIdentity extends Pick<StoreInfo, 'paths' | 'modelKey' | 'fit' | 'background'> {
  /** From collectionIdentity(). */
  key: string;
}

/**
 * Collections on the disk, each a store in a folder named by its id. An id is the key of what it was made of;
 * where a collection of that id has other images by now, since more were added, one with a number after it. A collection to
 * which images were added keeps its id, and with it what a person made.
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
  async find(identity: CollectionIdentity): Promise<{ id: string; store: CollectionStore | null }> {
    const { key } = identity;
    for (let number = 1; ; number++) {
      const id = number === 1 ? key : `${key}.${number}`;
      const store = await this.#open(id);
      if (store && isOf(store.info, identity)) return { id, store };
      if (!store) return (await this.#findAmongAll(identity)) ?? { id, store };
      await store.close();
    }
  }

  /** One that was made of other images, and has these since some were added. */
  async #findAmongAll(identity: CollectionIdentity): Promise<{ id: string; store: CollectionStore } | null> {
    for (const { id, info } of await listStores(this.#folder)) {
      const store = info && isOf(info, identity) ? await this.#open(id) : null;
      if (store) return { id, store };
    }
    return null;
  }

  /** The folder of what version 0.1 stored of these images, the newest where there are several; null where there is none. */
  async version01Of(key: string): Promise<string | null> {
    const stores = await listStores(this.#folder, (name) => name.startsWith(`${key}-`));
    return stores.find(({ kind }) => kind === 'version-0.1')?.folder ?? null;
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
    let keptBytes = 0;
    let kept = 0;
    for (const { id, folder, kind, info, sizeBytes } of await listStores(
      this.#folder,
      (id) => id !== openId,
    )) {
      // What version 0.1 stored is not cleared away before it was taken over; what is damaged not at all.
      if (kind !== 'kept' && !info) continue;
      keptBytes += sizeBytes;
      const isOver = ++kept > MAX_KEPT || keptBytes > MAX_KEPT_BYTES;
      if (isOver && (kind === 'kept' || !(await this.#hasPersonsWork(id)))) {
        await removeStore(folder).catch(() => {});
      }
    }
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

const isOf = (info: StoreInfo, { paths, modelKey, fit, background }: CollectionIdentity): boolean =>
  info.modelKey === modelKey &&
  info.fit === fit &&
  info.background === background &&
  info.paths.length === paths.length &&
  info.paths.every((path, i) => path === paths[i]);
