import type { Dirent } from 'node:fs';
import { opendir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { FolderEntry, FolderListing } from '../../protocol/calls.ts';
import { isDocumentFile } from '../../protocol/documentFile.ts';
import { kindOfName } from '../../protocol/imageFormats.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { fileErrorWords } from '../files/fileErrorWords.ts';
import { FirstInOrder } from './FirstInOrder.ts';
import { isModelPath } from './isModelPath.ts';

/** A folder with more entries shows the first so many, in natural order. */
const MAX_ENTRIES = 5000;
/** So many entries are read, or looked at, at a stretch. */
const AT_ONCE = 256;

/**
 * What a folder holds, for a page without native dialogs: folders first, hidden entries left out. Of very many entries
 * the first, without standing still.
 * @param path a folder, or a file, which stands for the folder it is in; '~' and null for the person's own folder
 * @throws EngineError 'not-found' for a folder that cannot be read
 */
export async function browseFolder(path: string | null): Promise<FolderListing> {
  const wanted = resolve(path?.replace(/^~(?=$|[/\\])/, () => homedir()) ?? homedir());
  try {
    const real = await realpath(wanted);
    const isFolder = (await stat(real)).isDirectory();
    const folder = isFolder ? wanted : dirname(wanted);
    const { folders, files, count } = await readEntries(folder);
    const parent = dirname(folder);
    const name = basename(wanted);
    return {
      path: folder,
      parent: parent === folder ? null : parent,
      file: isFolder ? null : { name, path: wanted, kind: kindOfFile(name) },
      entries: [
        ...(await inTurns(folders, async ({ name }): Promise<FolderEntry> => {
          const path = join(folder, name);
          return { name, path, kind: (await isModelPath(path)) ? 'model' : 'folder' };
        })),
        ...files
          .slice(0, MAX_ENTRIES - folders.length)
          .map(({ name }) => ({ name, path: join(folder, name), kind: kindOfFile(name) })),
      ],
      count,
    };
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw new EngineError('not-found', `"${wanted}" cannot be opened: ${fileErrorWords(error)}.`);
  }
}

interface Named {
  name: string;
}

/** The first folders and files in natural order, and how many of both there are. */
async function readEntries(
  folder: string,
): Promise<{ folders: readonly Named[]; files: readonly Named[]; count: number }> {
  const folders = new FirstInOrder<Named>(MAX_ENTRIES);
  const files = new FirstInOrder<Named>(MAX_ENTRIES);
  let count = 0;
  let read = 0;
  const add = ({ name }: Named, isFolder: boolean): boolean => {
    count += 1;
    return (isFolder ? folders : files).add({ name });
  };
  let links: Dirent[] = [];
  const follow = async () => {
    const followed = await inTurns(links, ({ name }) => isFolderAt(join(folder, name)));
    followed.forEach((isFolder, at) => {
      if (isFolder !== null) add(links[at]!, isFolder);
    });
    links = [];
  };
  for await (const entry of await opendir(folder, { bufferSize: AT_ONCE })) {
    if (entry.name.startsWith('.')) continue;
    if (!entry.isDirectory() && !entry.isFile()) {
      // A link, or a disk that does not say.
      if (links.push(entry) === AT_ONCE) await follow();
    } else if (add(entry, entry.isDirectory())) await setImmediate();
    read += 1;
    if (read % AT_ONCE === 0) await setImmediate();
  }
  await follow();
  return { folders: folders.items, files: files.items, count };
}

/** Null for what cannot be looked at: a dangling link, a file that went away. */
const isFolderAt = (path: string): Promise<boolean | null> =>
  stat(path).then(
    (info) => info.isDirectory(),
    () => null,
  );

/** Does something with each, AT_ONCE of them side by side. */
async function inTurns<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(work))));
  }
  return results;
}

function kindOfFile(name: string): FolderEntry['kind'] {
  if (isDocumentFile(name)) return 'document';
  return extname(name).toLowerCase() === '.onnx' ? 'model' : kindOfName(name);
}
