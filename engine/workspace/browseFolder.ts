import { readdir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, extname, join, resolve } from 'node:path';
import type { FolderListing } from '../../protocol/calls.ts';
import { isDocumentFile } from '../../protocol/documentFile.ts';
import { kindOfName } from '../../protocol/imageFormats.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { isModelPath } from './isModelPath.ts';

/** A folder with more entries shows the first so many, in natural order. */
const MAX_ENTRIES = 5000;

type Entry = FolderListing['entries'][number];

/**
 * What a folder holds, for a page without native dialogs: folders first, hidden entries left out.
 * @param path a folder, or a file, which stands for the folder it is in; null for the person's own folder
 * @throws EngineError 'not-found' for a folder that cannot be read
 */
export async function browseFolder(path: string | null): Promise<FolderListing> {
  const wanted = resolve(path ?? homedir());
  try {
    const real = await realpath(wanted);
    const folder = (await stat(real)).isDirectory() ? wanted : dirname(wanted);
    const names = (await readdir(folder)).filter((name) => !name.startsWith('.'));
    names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    const entries = await Promise.all(names.slice(0, MAX_ENTRIES).map((name) => describe(folder, name)));
    const known = entries.filter((described) => described !== null);
    const parent = dirname(folder);
    return {
      path: folder,
      parent: parent === folder ? null : parent,
      entries: [
        ...known.filter((described) => described.isFolder),
        ...known.filter((described) => !described.isFolder),
      ].map(({ entry }) => entry),
    };
  } catch (error) {
    if (error instanceof EngineError) throw error;
    const words = error instanceof Error ? error.message : String(error);
    throw new EngineError('not-found', `The folder "${wanted}" cannot be read: ${words}. Choose another.`);
  }
}

/** Null for what cannot be looked at: a dangling link, a file that went away. */
async function describe(folder: string, name: string): Promise<{ entry: Entry; isFolder: boolean } | null> {
  const path = join(folder, name);
  try {
    const info = await stat(path);
    if (!info.isDirectory()) {
      return { entry: { name, path, kind: kindOfFile(name), sizeBytes: info.size }, isFolder: false };
    }
    const kind = (await isModelPath(path)) ? 'model' : 'folder';
    return { entry: { name, path, kind, sizeBytes: 0 }, isFolder: true };
  } catch {
    return null;
  }
}

function kindOfFile(name: string): Entry['kind'] {
  if (isDocumentFile(name)) return 'document';
  return extname(name).toLowerCase() === '.onnx' ? 'model' : kindOfName(name);
}
