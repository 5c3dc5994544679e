import AddImages from './AddImages.svelte';
import OpenImages from './OpenImages.svelte';
import OpenModel from './OpenModel.svelte';
import type { RecentItem } from '../../../protocol/calls.ts';
import type { HourglassHost } from '../../../protocol/host.ts';
import type { Page } from '../../page/Page.svelte.ts';
import type { DialogView } from '../Feature.ts';

declare global {
  interface Window {
    hourglassHost?: HourglassHost;
  }
}

/** What opening needs of the page. */
export type Opening = Pick<Page, 'workspace' | 'dialogs' | 'notices'>;

const IMAGE_DIALOGS: Record<'open' | 'add', DialogView> = {
  open: { title: 'Open images', widthPx: 640, content: OpenImages },
  add: { title: 'Add images', widthPx: 640, content: AddImages },
};
const MODEL_DIALOG: DialogView = { title: 'Open model', widthPx: 640, content: OpenModel };

/** Asks for images in the shell's own dialog, or in the page's folder browser where there is no shell. */
export async function openImages(page: Opening, how: 'open' | 'add'): Promise<void> {
  const host = window.hourglassHost;
  if (!host) return page.dialogs.show(IMAGE_DIALOGS[how]);
  await takeImages(page, await host.openImagesDialog(), how);
}

export async function openModel(page: Opening): Promise<void> {
  const host = window.hourglassHost;
  if (!host) return page.dialogs.show(MODEL_DIALOG);
  const path = await host.openModelDialog();
  if (path) await takeModel(page, path);
}

/** Opens images, or adds them to the collection that is open. */
export async function takeImages(
  { workspace, dialogs }: Opening,
  paths: string[],
  how: 'open' | 'add',
): Promise<void> {
  if (paths.length === 0) return;
  dialogs.close();
  if (how === 'add') await workspace.runBusy('Adding images', 'addImages', paths);
  else await workspace.runBusy('Opening images', 'openImages', paths);
}

/**
 * Opens images as they were seen last: through the same model, which need not be the open one. Opened without it they would
 * get a model of their own where the open one is bundled.
 */
export async function takeImagesAgain(
  { workspace, dialogs }: Opening,
  { path, paths = [path], model }: Pick<RecentItem, 'path' | 'paths' | 'model'>,
): Promise<void> {
  dialogs.close();
  const { model: inUse } = workspace;
  const other = model && (model.path !== inUse?.path || inUse.bundled) ? [model.path] : [];
  await workspace.runBusy('Opening images', 'openImages', paths, ...other);
}

export async function takeModel({ workspace, dialogs }: Opening, path: string): Promise<void> {
  dialogs.close();
  await workspace.runBusy('Opening the model', 'openModel', path);
}
