import { basename, dirname } from 'node:path';
import { app, dialog, ipcMain, type IpcMainInvokeEvent, type OpenDialogOptions } from 'electron';
import { DOCUMENT_FILE_EXTENSION } from '../protocol/documentFile.ts';
import { HOST_CHANNELS, type FilePlace } from '../protocol/host.ts';
import { ARRAY_EXTENSIONS, IMAGE_EXTENSIONS } from '../protocol/imageFormats.ts';
import { saveDialogOptions } from './downloads.ts';
import type { MainWindow } from './MainWindow.ts';

/** Native dialogs, answered only to the window's own main frame. */
export function setupDialogs(mainWindow: MainWindow): void {
  const ask = async (event: IpcMainInvokeEvent, options: OpenDialogOptions): Promise<string[]> => {
    const window = mainWindow.window;
    if (!window || event.senderFrame !== window.webContents.mainFrame) return [];
    const { canceled, filePaths } = await dialog.showOpenDialog(window, options);
    for (const path of filePaths) app.addRecentDocument(path);
    return canceled ? [] : filePaths;
  };

  ipcMain.handle(HOST_CHANNELS.openImagesDialog, (event) =>
    ask(event, {
      title: 'Open images',
      buttonLabel: 'Open',
      // Only macOS can offer files and folders in one dialog; elsewhere a folder is what people open.
      properties:
        process.platform === 'darwin'
          ? ['openFile', 'openDirectory', 'multiSelections']
          : ['openDirectory', 'multiSelections'],
      filters: [{ name: 'Images and arrays', extensions: [...IMAGE_EXTENSIONS, ...ARRAY_EXTENSIONS] }],
    }),
  );
  ipcMain.handle(HOST_CHANNELS.openModelDialog, async (event) => {
    const paths = await ask(event, {
      title: 'Open a model folder or an .onnx file',
      buttonLabel: 'Open',
      properties: process.platform === 'darwin' ? ['openFile', 'openDirectory'] : ['openFile'],
      filters: [{ name: 'ONNX models', extensions: ['onnx', 'json'] }],
    });
    return paths[0] ?? null;
  });
  ipcMain.handle(HOST_CHANNELS.openDocumentDialog, async (event) => {
    const paths = await ask(event, {
      title: 'Open a .hourglass file',
      buttonLabel: 'Open',
      properties: ['openFile'],
      filters: [{ name: 'Hourglass documents', extensions: [DOCUMENT_FILE_EXTENSION.slice(1)] }],
    });
    return paths[0] ?? null;
  });
  ipcMain.handle(HOST_CHANNELS.openFolderDialog, async (event) => {
    const paths = await ask(event, {
      title: 'Choose a folder',
      buttonLabel: 'Save here',
      properties: ['openDirectory', 'createDirectory'],
    });
    return paths[0] ?? null;
  });
  ipcMain.handle(HOST_CHANNELS.saveFileDialog, async (event, first: unknown): Promise<FilePlace | null> => {
    const window = mainWindow.window;
    if (!window || event.senderFrame !== window.webContents.mainFrame || !isFilePlace(first)) return null;
    const { canceled, filePath } = await dialog.showSaveDialog(
      window,
      saveDialogOptions(basename(first.name), first.folder || null),
    );
    return canceled || !filePath ? null : { folder: dirname(filePath), name: basename(filePath) };
  });
}

const isFilePlace = (value: unknown): value is FilePlace =>
  typeof value === 'object' &&
  value !== null &&
  'folder' in value &&
  typeof value.folder === 'string' &&
  'name' in value &&
  typeof value.name === 'string';
