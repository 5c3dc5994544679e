import { access, constants, mkdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { UnreadableFile } from '../../protocol/collection.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { rowPath } from '../../protocol/imageSource.ts';
import type { exportImages } from '../../protocol/operations/exportImages.ts';
import { placeImage, type ImageLinking, type Placed } from '../exports/placeImage.ts';
import { errorCode } from '../files/fileErrorWords.ts';
import { FolderNames, freePath, keptName } from '../files/numberedName.ts';
import { wholeFolder } from '../files/wholeFolder.ts';
import { failureReason } from '../images/failureReason.ts';
import { CollectionStore } from '../store/CollectionStore.ts';
import type { StoredSource } from '../store/readRows.ts';
import { chosenRows, spansOf } from './chosenRows.ts';
import { foldersOfImages } from './foldersOfImages.ts';
import { requireReadable } from './openInput.ts';
import type { OperationRun } from './Operation.ts';
import { checkPlace, notWritten } from './takenPlace.ts';

const ROWS_AT_ONCE = 1024;
const FILES_AT_ONCE = 16;

export const run: OperationRun<typeof exportImages> = async (input, { progress, note, signal }) => {
  const { folder, how, by } = input;
  await checkPlace(folder, input.store);
  const out = await freePath(folder, keptName(input.name.trim()));
  const store = await CollectionStore.open(input.store.folder, { readOnly: true });
  try {
    const rows = chosenRows(store, input.ranges);
    const foldersOf = foldersOfImages(store, by);
    const gathered = await wholeFolder(out, async (made) => {
      const gathering = new Gathering(made, how);
      for (const { rows: some, from, to, done } of spansOf(rows, ROWS_AT_ONCE)) {
        const sources = store.sources(from, to);
        const folders = foldersOf(from, to);
        for (let at = 0; at < some.length; at += FILES_AT_ONCE) {
          const batch = [...some.subarray(at, at + FILES_AT_ONCE)];
          await Promise.all(batch.map((row) => gathering.put(sources[row - from]!, folders(row))));
          await progress({ done: done - some.length + at + batch.length, total: rows.length });
          if (signal.aborted) throw new EngineError('cancelled', 'Cancelled.');
        }
      }
      requireReadable(gathering.count, gathering.unreadable);
      return gathering;
    });
    const { count, placed, unreadable } = gathered;
    if (how === 'hard-link' && placed.copied > 0) {
      await note('That disk has no hard links to where the images are: files were copied.');
    }
    return { out, count, ...placed, unreadable, leftOut: unreadable.length };
  } catch (error) {
    throw notWritten(out, error);
  } finally {
    await store.close();
  }
};

/** The place, and not an image, is what fails: no other image would fare better. */
const OF_THE_PLACE = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EMFILE', 'ENFILE']);

/** Images on their way into a folder. */
class Gathering {
  count = 0;
  readonly placed: Record<Placed, number> = { copied: 0, linked: 0, drawn: 0 };
  readonly unreadable: UnreadableFile[] = [];
  readonly #folder: string;
  readonly #how: ImageLinking;
  readonly #names = new Map<string, FolderNames>();

  constructor(folder: string, how: ImageLinking) {
    this.#folder = folder;
    this.#how = how;
  }

  /** @param folders names of sub-folders; '' for none */
  async put(source: StoredSource, folders: readonly string[]): Promise<void> {
    // Names are given out before anything is waited for, so that they follow the order of the rows.
    const places = folders.map((folder) => ({ folder, name: this.#nameIn(folder, source) }));
    try {
      if (source.path === '') throw new Error('drawn from the prior: it has no file');
      await access(source.path, constants.R_OK);
      for (const { folder, name } of places) {
        const parent = join(this.#folder, folder);
        await mkdir(parent, { recursive: true });
        this.placed[await placeImage(source, join(parent, name), this.#how)] += 1;
      }
      this.count += 1;
    } catch (error) {
      if (error instanceof EngineError || OF_THE_PLACE.has(errorCode(error) ?? '')) throw error;
      this.unreadable.push({ path: rowPath(source) || source.name, reason: failureReason(error) });
    }
  }

  #nameIn(folder: string, source: StoredSource): string {
    const names = this.#names.get(folder) ?? new FolderNames();
    this.#names.set(folder, names);
    const file = basename(source.path);
    const extension = extname(file);
    const stem = file.slice(0, file.length - extension.length);
    if (source.row !== undefined) return names.take(keptName(`${stem}-${source.row}`), '.png');
    const kept = keptName(file);
    return names.take(kept.slice(0, kept.length - extname(kept).length), extname(kept));
  }
}
