import type { FolderListing } from '../../protocol/calls.ts';

/** Where one wrote last, kept while the window is open. */
const LAST_FOLDER = 'hourglass.taken';

/**
 * The folder that a person is offered first: the last one, else their downloads, else their own; none that is open.
 * @param browse lists a folder; null: the person's own
 * @param opened folders of images, into which nothing is written
 */
export async function firstFolder(
  browse: (path: string | null) => Promise<FolderListing>,
  opened: readonly string[],
): Promise<string> {
  const last = sessionStorage.getItem(LAST_FOLDER);
  const isThere = last !== null && (await browse(last).catch(() => null)) !== null;
  if (isThere && !isOpened(last, opened)) return last;
  const own = await browse(null);
  const downloads = own.entries.find(({ name, kind }) => name === 'Downloads' && kind === 'folder');
  return [downloads?.path, own.path].find((path) => path && !isOpened(path, opened)) ?? '';
}

export const rememberFolder = (folder: string): void => sessionStorage.setItem(LAST_FOLDER, folder);

/** Whether a folder is, or lies in, one that is open. The engine, which follows links, has the last word. */
export const isOpened = (folder: string, opened: readonly string[]): boolean =>
  opened.some((path) => folder === path || folder.startsWith(`${path}/`) || folder.startsWith(`${path}\\`));
