import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { Collection } from '../collections/Collection.ts';
import { COLLECTION_FILE } from '../collections/saveCollection.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { findImages, type FoundImages, type ImageSource } from '../images/findImages.ts';

/** What is kept besides the open collection: opening one of these again takes no encoding. */
const MAX_KEPT = 8;
const MAX_KEPT_BYTES = 1024 ** 3;

/**
 * Collections on the disk, each in a folder named by its id: the open one and those open before it. An id is a
 * collectionKey, a dash and what sets it apart from other openings.
 */
export class CollectionShelf {
  readonly #folder: string;
  readonly #onRefused: (reason: string) => void;

  /** @param onRefused is told of a stored collection that cannot be used */
  constructor(folder: string, onRefused: (reason: string) => void) {
    this.#folder = folder;
    this.#onRefused = onRefused;
  }

  load(id: string): Promise<Collection | null> {
    return Collection.load(join(this.#folder, id), this.#onRefused);
  }

  /**
   * Stores it, and clears away the ones used longest ago.
   * @throws EngineError 'internal' where the disk does not take it
   */
  async save(collection: Collection): Promise<void> {
    const { id } = collection.info;
    try {
      await collection.save(join(this.#folder, id));
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      throw new EngineError(
        'internal',
        `The collection could not be saved (${words}); it is encoded again at the next start.`,
      );
    }
    await this.#trim(id);
  }

  /** A whole collection of this key whose images are still what they were, or null. One that is outdated is cleared away. */
  async find(key: string, paths: readonly string[]): Promise<Collection | null> {
    const names = await readdir(this.#folder).catch((): string[] => []);
    for (const name of names) {
      if (!name.startsWith(`${key}-`)) continue;
      const collection = await this.load(name);
      if (collection && !sameStrings(collection.info.paths, paths)) continue;
      if (collection?.state === 'ready' && (await this.#isUnchanged(name, collection))) {
        await this.#touch(name);
        return collection;
      }
      await this.#remove(name);
    }
    return null;
  }

  async #isUnchanged(name: string, collection: Collection): Promise<boolean> {
    const { mtimeMs } = await stat(join(this.#folder, name, COLLECTION_FILE));
    const found = await findImages(collection.info.paths).catch(() => null);
    return found !== null && isUnchanged(collection, found, mtimeMs);
  }

  async #trim(openId: string): Promise<void> {
    const names = (await readdir(this.#folder)).filter((name) => name !== openId);
    const stored = await Promise.all(
      names.map(async (name) => {
        const folder = join(this.#folder, name);
        const files = await readdir(folder).catch((): string[] => []);
        const stats = await Promise.all(files.map((file) => stat(join(folder, file)).catch(() => null)));
        const sizeBytes = stats.reduce((sum, file) => sum + (file?.size ?? 0), 0);
        const usedMs = (await stat(folder).catch(() => null))?.mtimeMs ?? 0;
        return { name, sizeBytes, usedMs };
      }),
    );
    let keptBytes = 0;
    let kept = 0;
    for (const { name, sizeBytes } of stored.toSorted((a, b) => b.usedMs - a.usedMs)) {
      keptBytes += sizeBytes;
      if (++kept > MAX_KEPT || keptBytes > MAX_KEPT_BYTES) await this.#remove(name);
    }
  }

  async #touch(name: string): Promise<void> {
    const now = new Date();
    await utimes(join(this.#folder, name), now, now).catch(() => {});
  }

  async #remove(name: string): Promise<void> {
    await rm(join(this.#folder, name), { recursive: true, force: true }).catch(() => {});
  }
}

/**
 * Whether a search finds what a collection was made from: every row's file with the same size, time, label and
 * metadata, and no image beside them but those that could not be read and are no newer than the collection.
 * @param storedMs when the collection was written, ms since 1970
 */
export function isUnchanged(
  collection: Pick<Collection, 'sources' | 'info'>,
  found: FoundImages,
  storedMs: number,
): boolean {
  const rows = new Map(collection.sources().map((source) => [imageKey(source), source]));
  if (rows.size + collection.info.unreadable.length !== found.images.length + found.unreadable.length) {
    return false;
  }
  let seen = 0;
  for (const image of found.images) {
    const row = rows.get(imageKey(image));
    if (row) {
      if (!isSameImage(row, image)) return false;
      seen += 1;
    } else if (image.modifiedMs > storedMs) return false;
  }
  return seen === rows.size;
}

const imageKey = ({ path, row }: ImageSource) => `${row ?? ''}\0${path}`;

const isSameImage = (a: ImageSource, b: ImageSource) =>
  a.sizeBytes === b.sizeBytes &&
  a.modifiedMs === b.modifiedMs &&
  a.label === b.label &&
  JSON.stringify(a.metadata) === JSON.stringify(b.metadata);

export const sameStrings = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);
