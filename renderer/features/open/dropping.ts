import { isDocumentFile } from '../../../protocol/documentFile.ts';
import { EngineError } from '../../../protocol/EngineError.ts';
import { uploadFiles } from '../../connection/uploadFiles.ts';
import { walkTree } from '../../connection/uploadTree.ts';
import { takeImages, takeModel } from './opening.ts';
import { whyNoImages } from './whyNoImages.ts';
import type { Opening } from './opening.ts';
import type { DroppedFile, TreeEntry } from '../../connection/uploadTree.ts';

const MODEL_FILE = /\.onnx$/i;
/** Files that belong to a model and are no images: weights beside the graph, its description. */
const MODEL_PART = /\.(onnx|data|bin|json|onnx_data)$/i;

/** Opens what was dropped on the window: a model where there is an .onnx file, else images that join the collection. */
export async function takeDrop(page: Opening, transfer: DataTransfer): Promise<void> {
  const files = [...transfer.files];
  const host = window.hourglassHost;
  const paths = host ? files.map((file) => host.pathForFile(file)).filter(Boolean) : [];
  if (paths.length > 0) return takePaths(page, paths);
  // Entries are only readable while the event is handled, so they are taken before the first await.
  const entries = [...transfer.items]
    .map((item) => item.webkitGetAsEntry())
    .filter((entry) => entry !== null);
  try {
    // What another page hands over is a file without an entry in a file system.
    await takeFiles(page, entries.length > 0 ? await allBelow(entries) : files.map(bareFile));
  } catch (error) {
    page.notices.notify(error);
  } finally {
    page.workspace.upload = null;
  }
}

/** Opens paths on this machine: from the shell's drop, a second start, or a recent file. */
export async function takePaths(page: Opening, paths: string[]): Promise<void> {
  const saved = paths.find(isDocumentFile);
  if (saved) return takeDocumentFile(page, saved);
  const models = paths.filter((path) => MODEL_FILE.test(path));
  const [first, second] = models;
  if (first) return takeModel(page, second ? folderOf(first) : first);
  const [only] = paths;
  if (paths.length === 1 && only) {
    const listing = await page.workspace.connection.call('browse', only).catch(() => null);
    const isFolder = listing?.path === only;
    if (isFolder && listing.entries.some((entry) => MODEL_FILE.test(entry.name)))
      return takeModel(page, only);
  }
  await takeImages(page, paths, howToTake(page));
}

/** Images join a person's own that are open, or that wait for a model; never the samples of a bundled one. */
const howToTake = ({ workspace }: Opening): 'open' | 'add' =>
  workspace.waiting || (workspace.collection && !workspace.openBundled) ? 'add' : 'open';

async function allBelow(entries: readonly TreeEntry[]): Promise<DroppedFile[]> {
  const all: DroppedFile[] = [];
  for await (const dropped of walkTree(entries)) all.push(dropped);
  return all;
}

const bareFile = (file: File): DroppedFile => ({ path: file.name, file });

async function takeFiles(page: Opening, all: readonly DroppedFile[]): Promise<void> {
  const isModel = all.some(({ path }) => MODEL_FILE.test(path));
  // A folder of its own for every drop: nothing dropped earlier under the same name comes along.
  const drop = `drop-${crypto.randomUUID().slice(0, 8)}`;
  // A model is called after its folder: loose files of one need a folder with a name.
  const folder = isModel && all.every(({ path }) => !path.includes('/')) ? `${drop}/Dropped model` : drop;
  const files = all
    .filter(({ path }) => !isModel || MODEL_PART.test(path))
    .map(({ path, file }) => ({ path: `${folder}/${path}`, file }));
  if (files.length === 0) {
    page.notices.notify({
      code: 'bad-images',
      message: 'There are no files in what was dropped. Drop images or a folder of images.',
    });
    return;
  }
  const refusal = isModel || files.some(({ path }) => isDocumentFile(path)) ? null : await whyNoImages(all);
  if (refusal !== null) {
    page.notices.notify({ code: 'bad-images', message: refusal });
    return;
  }
  page.workspace.upload = { done: 0, total: files.length };
  const { paths, failures } = await uploadFiles(
    files,
    (done) => (page.workspace.upload = { done, total: files.length }),
  );
  page.workspace.upload = null;
  const [failure] = failures;
  if (failure) {
    const more = failures.length > 1 ? ` (and ${failures.length - 1} more)` : '';
    page.notices.notify({
      ...EngineError.toData(failure),
      message: EngineError.toData(failure).message + more,
    });
  }
  if (paths.size === 0) return;
  const saved = [...paths.values()].find(isDocumentFile);
  if (saved) return takeDocumentFile(page, saved);
  const roots = droppedRoots(paths, drop);
  if (!isModel) return takeImages(page, roots, howToTake(page));
  const models = [...paths.values()].filter((path) => MODEL_FILE.test(path));
  const [only] = models;
  if (only) await takeModel(page, models.length === 1 ? only : folderOf(only));
}

/**
 * The engine's paths of what was dropped itself: a dropped folder once, not its files.
 * @param paths the engine's path of each file sent, by the path it was sent under
 * @param drop the first part of every path sent
 */
export function droppedRoots(paths: ReadonlyMap<string, string>, drop: string): string[] {
  const roots = new Set<string>();
  for (const [sent, path] of paths) {
    const below = sent.slice(drop.length + 1).split('/');
    // Both separators are one character, so the engine's path can be cut at the same distance from its end.
    const tailLength = below.slice(1).join('/').length;
    if (below.length === 1) roots.add(path);
    else roots.add(cutFile(path, sent.split('/').at(-1) ?? '', tailLength));
  }
  return [...roots];
}

/** The engine may have numbered the file's name ('a (2).png'); its folders keep theirs. */
function cutFile(path: string, sentName: string, tailLength: number): string {
  const name = path.split(/[\\/]/).at(-1) ?? '';
  return path.slice(0, path.length - tailLength - 1 - (name.length - sentName.length));
}

async function takeDocumentFile({ workspace, dialogs }: Opening, path: string): Promise<void> {
  dialogs.close();
  await workspace.runBusy('Opening the file', 'openDocumentFile', path);
}

function folderOf(path: string): string {
  return path.replace(/[\\/][^\\/]*$/, '');
}
