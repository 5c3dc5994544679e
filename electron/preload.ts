/** The page's side of the shell: named calls, nothing generic. Bundled to one CommonJS file for the sandbox. */
import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from 'electron';
import { asCommandId } from '../protocol/commands.ts';
import { HOST_CHANNELS, type FilePlace, type HourglassHost } from '../protocol/host.ts';

/** Listens on a channel for as long as the page wants, letting through only what `check` makes sense of. */
function listen<T>(
  channel: string,
  check: (value: unknown) => T | null,
  listener: (value: T) => void,
): () => void {
  const receive = (_event: IpcRendererEvent, value: unknown): void => {
    const checked = check(value);
    if (checked !== null) listener(checked);
  };
  ipcRenderer.on(channel, receive);
  return () => {
    ipcRenderer.off(channel, receive);
  };
}

const asPaths = (value: unknown): string[] | null =>
  Array.isArray(value) && value.every((path): path is string => typeof path === 'string') ? value : null;

const platform = process.platform;
const host: HourglassHost = {
  platform: platform === 'darwin' || platform === 'win32' ? platform : 'linux',
  openImagesDialog: () => ipcRenderer.invoke(HOST_CHANNELS.openImagesDialog) as Promise<string[]>,
  openDocumentDialog: () => ipcRenderer.invoke(HOST_CHANNELS.openDocumentDialog) as Promise<string | null>,
  openFolderDialog: () => ipcRenderer.invoke(HOST_CHANNELS.openFolderDialog) as Promise<string | null>,
  openModelDialog: () => ipcRenderer.invoke(HOST_CHANNELS.openModelDialog) as Promise<string | null>,
  saveFileDialog: (first) =>
    ipcRenderer.invoke(HOST_CHANNELS.saveFileDialog, first) as Promise<FilePlace | null>,
  pathForFile: (file) => webUtils.getPathForFile(file),
  onMenu: (listener) => listen(HOST_CHANNELS.menu, asCommandId, listener),
  onOpenPaths: (listener) => listen(HOST_CHANNELS.openPaths, asPaths, listener),
};
contextBridge.exposeInMainWorld('hourglassHost', host);
