import { randomBytes } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { EngineError } from '../../protocol/EngineError.ts';
import { CollectionStore } from './CollectionStore.ts';
import { isBeingWritten } from './isBeingWritten.ts';
import { STORE_FILES } from './storeFiles.ts';
import type { StoreInfo } from './StoreInfo.ts';
import { isKept } from './version01/names.ts';
import { VERSION_01_FILE } from './version01/readVersion01.ts';

/** A folder in the data folder's collections/. */
export interface StoreEntry {
  /** The folder's name. */
  id: string;
  folder: string;
  /** 'version-0.1': takeOver makes a collection of it. 'kept': that was done. 'leftover': see removeLeftovers. */
  kind: 'collection' | 'version-0.1' | 'kept' | 'leftover';
  /** null where it cannot be opened, for the reason given. */
  info: StoreInfo | null;
  reason: string | null;
  sizeBytes: number;
  /** When it was used last, ms since 1970: see CollectionStore.touch. */
  usedMs: number;
}

/** What is being removed, and what a takeover that was interrupted left. */
const LEFTOVER = /\.(?:removed-[0-9a-f]{8}|taking-over)$/;

/**
 * All that is stored in a folder of collections, used last first. Opens each for a moment.
 * @param isAsked which of them, by id
 */
export async function listStores(
  collections: string,
  isAsked: (id: string) => boolean = () => true,
): Promise<StoreEntry[]> {
  const entries = await readdir(collections, { withFileTypes: true }).catch(() => []);
  const stores: StoreEntry[] = [];
  for (const entry of entries) {
    if (entry.isDirectory() && isAsked(entry.name))
      stores.push(await readEntry(join(collections, entry.name)));
  }
  return stores.sort((a, b) => b.usedMs - a.usedMs);
}

/**
 * Removes a stored collection: from one moment to the next it is no longer there, however long its files take.
 * @throws EngineError 'in-use' while rows are being added to it
 */
export async function removeStore(folder: string): Promise<void> {
  if (isBeingWritten(folder)) {
    throw new EngineError(
      'in-use',
      `Images are being encoded into ${folder}; cancel that before removing it.`,
    );
  }
  const removed = `${folder}.removed-${randomBytes(4).toString('hex')}`;
  await rename(folder, removed);
  await rm(removed, { recursive: true, force: true });
}

/** Removes what was left of removals and takeovers that were interrupted. For the one engine of a data folder, at its start. */
export async function removeLeftovers(collections: string): Promise<void> {
  for (const { folder, kind } of await listStores(collections, (id) => LEFTOVER.test(id))) {
    if (kind === 'leftover') await rm(folder, { recursive: true, force: true });
  }
}

async function readEntry(folder: string): Promise<StoreEntry> {
  const names = await readdir(folder).catch((): string[] => []);
  // By stat alone: opening a database's files by other means would let go of its locks.
  const stats = await Promise.all(names.map((name) => stat(join(folder, name)).catch(() => null)));
  const sizeBytes = stats.reduce((sum, file) => sum + (file?.size ?? 0), 0);
  const main = names.findIndex((name) => name === STORE_FILES.database || name === VERSION_01_FILE);
  const usedMs = (stats[main] ?? (await stat(folder))).mtimeMs;
  const entry = { id: basename(folder), folder, sizeBytes, usedMs };
  if (LEFTOVER.test(folder)) return { ...entry, kind: 'leftover', info: null, reason: null };
  if (isKept(folder)) return { ...entry, kind: 'kept', info: null, reason: null };
  if (names.includes(VERSION_01_FILE)) return { ...entry, kind: 'version-0.1', info: null, reason: null };
  try {
    const store = await CollectionStore.open(folder, { readOnly: true });
    try {
      return { ...entry, kind: 'collection', info: store.info, reason: null };
    } finally {
      await store.close();
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ...entry, kind: 'collection', info: null, reason };
  }
}
