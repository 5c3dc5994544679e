import type { HourglassHost } from '../../../protocol/host.ts';
import type { AppState } from '../../page/Workspace.svelte.ts';

declare global {
  interface Window {
    hourglassHost?: HourglassHost;
  }
}

/** Asks for images in the shell's own dialog, or in the page's folder browser where there is no shell. */
export async function openImages(app: AppState, add: boolean): Promise<void> {
  const host = window.hourglassHost;
  if (!host) {
    app.dialog = { kind: 'open-images', add };
    return;
  }
  await takeImages(app, await host.openImagesDialog(), add);
}

export async function openModel(app: AppState): Promise<void> {
  const host = window.hourglassHost;
  if (!host) {
    app.dialog = { kind: 'open-model' };
    return;
  }
  const path = await host.openModelDialog();
  if (path) await takeModel(app, path);
}

/** Opens images, or adds them to the collection that is open. */
export async function takeImages(app: AppState, paths: string[], add: boolean): Promise<void> {
  if (paths.length === 0) return;
  app.dialog = null;
  await app.runBusy(add ? 'Adding images' : 'Opening images', add ? 'addImages' : 'openImages', paths);
}

export async function takeModel(app: AppState, path: string): Promise<void> {
  app.dialog = null;
  await app.runBusy('Opening the model', 'openModel', path);
}
