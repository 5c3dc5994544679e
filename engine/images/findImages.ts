import type { Dirent, Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { UnreadableFile } from '../../protocol/collection.ts';
import {
  isImageFormat,
  kindOfName,
  SNIFF_BYTES,
  sniffFormat,
  whyNoImage,
  type FileFormat,
} from '../../protocol/imageFormats.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { fileErrorWords, isMissing } from '../files/fileErrorWords.ts';
import { otherThanFile } from '../files/openRegularFile.ts';
import { readHead } from '../files/readHead.ts';
import { requireSize } from '../files/readRegularFile.ts';
import { findArrayImages } from './arrays/findArrayImages.ts';
import { failureReason } from './failureReason.ts';
import { folderLabels } from './folderLabels.ts';
import type { ImageSource } from './ImageSource.ts';
import { naturalOrder } from './naturalOrder.ts';
import { MAX_IMAGE_FILE_BYTES } from './readFileBytes.ts';
import {
  METADATA_FILES,
  metadataKey,
  readMetadata,
  type ImageMetadata,
  type MetadataTable,
} from './readMetadata.ts';
import { UnreadableList } from './UnreadableList.ts';

export type { ImageSource } from './ImageSource.ts';

export interface FoundImages {
  /** In natural path order, below each opened path in the order in which those were given. */
  images: ImageSource[];
  unreadable: UnreadableFile[];
}

const SYSTEM_NAMES = new Set([
  'thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
  '__macosx',
  '$recycle.bin',
  '@eadir',
  'system volume information',
]);
/** The event loop gets a turn, and the signal is looked at, after so many files. */
const FILES_PER_TURN = 64;

/**
 * Finds the images in folders (recursively) and files, without decoding them. Wrong extensions do not matter: a file
 * without a known image extension is judged by its first bytes. What is no image is listed with a reason; system files and
 * hidden folders are passed over. Labels come from metadata.csv or metadata.jsonl, else from sub-folders.
 * @throws EngineError 'not-found' when none of the paths exists, 'cancelled'
 */
export async function findImages(
  paths: readonly string[],
  options: { signal?: AbortSignal } = {},
): Promise<FoundImages> {
  const search = new Search(options.signal, paths.length > 1);
  let existing = 0;
  for (const path of paths) if (await search.open(resolve(path))) existing += 1;
  if (existing === 0 && paths.length > 0) {
    const more = paths.length > 1 ? ` nor at the ${paths.length - 1} other given paths` : '';
    throw new EngineError(
      'not-found',
      `There is nothing at "${paths[0]}"${more}. Check the path; a drive it is on may not be connected.`,
      { paths },
    );
  }
  return { images: search.images, unreadable: search.unreadable.files };
}

/** What is known about a folder on the way down. */
interface FolderContext {
  path: string;
  /** The opened path that names are relative to. */
  root: string;
  /** Metadata of this folder and those around it, innermost first, with the folder each belongs to. */
  metadata: readonly { folder: string; table: MetadataTable }[];
}

class Search {
  readonly images: ImageSource[] = [];
  readonly unreadable = new UnreadableList();
  #signal: AbortSignal | undefined;
  #severalPaths: boolean;
  /** Folders and files already seen, so that links lead nowhere twice. */
  #visited = new Set<string>();
  #filesSinceTurn = 0;

  constructor(signal: AbortSignal | undefined, severalPaths: boolean) {
    this.#signal = signal;
    this.#severalPaths = severalPaths;
  }

  /** @returns whether there is something at the path */
  async open(path: string): Promise<boolean> {
    let stats: Stats;
    try {
      stats = await stat(path);
    } catch (error) {
      this.unreadable.add(path, fileErrorWords(error));
      return false;
    }
    const first = this.images.length;
    // Of several dropped folders each one's own name tells them apart, so it belongs to the names and the labels.
    const root = stats.isDirectory() && !this.#severalPaths ? path : resolve(path, '..');
    if (stats.isDirectory()) await this.#folder({ path, root, metadata: [] });
    else {
      const context = await this.#metadataOf(
        { path: resolve(path, '..'), root, metadata: [] },
        METADATA_FILES,
      );
      await this.#file(path, stats, context);
    }
    this.#labelFrom(first, root);
    return true;
  }

  async #folder(context: FolderContext): Promise<void> {
    await this.#turn();
    let entries: Dirent[];
    try {
      const { dev, ino } = await stat(context.path, { bigint: true });
      if (this.#seen(`${dev}:${ino}`)) return;
      entries = await readdir(context.path, { withFileTypes: true });
    } catch (error) {
      this.unreadable.add(context.path, fileErrorWords(error));
      return;
    }
    entries.sort((a, b) => naturalOrder(a.name, b.name));
    const names = new Set(entries.map(({ name }) => name));
    const inside = await this.#metadataOf(
      context,
      METADATA_FILES.filter((name) => names.has(name)),
    );
    for (const entry of entries) {
      if (isSystemName(entry.name) || METADATA_FILES.some((name) => name === entry.name)) continue;
      await this.#entry(entry, inside);
    }
  }

  async #entry(entry: Dirent, context: FolderContext): Promise<void> {
    const path = join(context.path, entry.name);
    const hidden = entry.name.startsWith('.');
    if (entry.isDirectory()) {
      if (!hidden) await this.#folder({ ...context, path });
      return;
    }
    if (hidden) {
      if (hasImageExtension(path))
        this.unreadable.add(path, 'hidden: its name begins with a dot; rename it to include it');
      return;
    }
    let stats: Stats;
    try {
      stats = await stat(path);
    } catch (error) {
      if (hasImageExtension(path)) this.unreadable.add(path, fileErrorWords(error));
      return;
    }
    if (stats.isDirectory()) await this.#folder({ ...context, path });
    else await this.#file(path, stats, context);
  }

  async #file(path: string, stats: Stats, context: FolderContext): Promise<void> {
    if (++this.#filesSinceTurn >= FILES_PER_TURN) await this.#turn();
    const other = otherThanFile(stats);
    if (other !== null) return this.unreadable.add(path, other, !hasImageExtension(path));
    if (this.#seen(path)) return;
    if (stats.size === 0) return this.unreadable.add(path, whyNoImage('empty'));
    if (hasImageExtension(path)) {
      try {
        requireSize(stats.size, MAX_IMAGE_FILE_BYTES);
      } catch (error) {
        return this.unreadable.add(path, fileErrorWords(error));
      }
    } else {
      let format: FileFormat;
      try {
        format = sniffFormat(readHead(path, SNIFF_BYTES));
      } catch (error) {
        return this.unreadable.add(path, fileErrorWords(error));
      }
      if (await this.#arrayFile(path, format, stats, context)) return;
      if (!isImageFormat(format)) return this.unreadable.add(path, whyNoImage(format), true);
    }
    const metadata = metadataOf(path, context);
    this.images.push({
      path,
      name: nameBelow(context.root, path),
      label: metadata?.label ?? null,
      sizeBytes: stats.size,
      modifiedMs: stats.mtimeMs,
      metadata: metadata?.columns ?? {},
    });
  }

  /** @returns whether the file is an array file, its images added or the reason why not listed */
  async #arrayFile(path: string, format: FileFormat, stats: Stats, context: FolderContext): Promise<boolean> {
    try {
      const rows = await findArrayImages(path, format);
      if (!rows) return false;
      const name = nameBelow(context.root, path);
      for (const { row, label, sizeBytes } of rows) {
        this.images.push({
          path,
          name: `${name}[${row}]`,
          label,
          row,
          sizeBytes,
          modifiedMs: stats.mtimeMs,
          metadata: {},
        });
      }
    } catch (error) {
      this.unreadable.add(path, failureReason(error));
    }
    return true;
  }

  async #metadataOf(
    context: FolderContext,
    names: readonly (typeof METADATA_FILES)[number][],
  ): Promise<FolderContext> {
    const metadata = [...context.metadata];
    for (const name of names) {
      try {
        metadata.unshift({ folder: context.path, table: await readMetadata(context.path, name) });
      } catch (error) {
        if (!isMissing(error)) this.unreadable.add(join(context.path, name), fileErrorWords(error));
      }
    }
    return { ...context, metadata };
  }

  /** Gives the images from `first` on, all below one opened path, the labels of their folders where they have none. */
  #labelFrom(first: number, root: string): void {
    const opened = this.images.slice(first);
    const labels = folderLabels(
      opened.map(({ path }) => relative(root, resolve(path, '..')).split(sep).filter(Boolean)),
    );
    for (const [index, image] of opened.entries()) image.label ??= labels[index] ?? null;
  }

  #seen(key: string): boolean {
    if (this.#visited.has(key)) return true;
    this.#visited.add(key);
    return false;
  }

  async #turn(): Promise<void> {
    this.#filesSinceTurn = 0;
    await setImmediate();
    if (this.#signal?.aborted) throw new EngineError('cancelled', 'Cancelled while looking for images.');
  }
}

function metadataOf(path: string, context: FolderContext): ImageMetadata | undefined {
  for (const { folder, table } of context.metadata) {
    const found = table.get(metadataKey(relative(folder, path)));
    if (found) return found;
  }
  return undefined;
}

/** It is taken for an image; what it holds is seen when it is decoded. */
const hasImageExtension = (path: string) => kindOfName(path) === 'image';
const nameBelow = (root: string, path: string) => relative(root, path).split(sep).join('/') || basename(path);

function isSystemName(name: string): boolean {
  // ._name holds macOS attributes of another file, under that file's extension.
  return name === '.DS_Store' || name.startsWith('._') || SYSTEM_NAMES.has(name.toLowerCase());
}
