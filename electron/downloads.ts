import { mkdirSync, readFileSync, writeFileSync, existsSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { app, dialog, session, type DownloadItem, type SaveDialogOptions } from 'electron';
import { IMAGE_EXTENSIONS } from '../protocol/imageFormats.ts';
import type { MainWindow } from './MainWindow.ts';

/**
 * What the page saves is a download; on a desktop that is a save dialog, which begins with the file's name in the folder
 * where the person saved last.
 */
export function setupDownloads(mainWindow: MainWindow): void {
  const lastFolder = new LastFolder(join(app.getPath('userData'), 'saving.json'));
  session.defaultSession.on('will-download', (_event, item) => {
    item.setSaveDialogOptions(saveDialogOptions(item.getFilename(), lastFolder.read()));
    item.once('done', (_done, state) => {
      if (state === 'completed') lastFolder.write(dirname(item.getSavePath()));
      if (state === 'interrupted') void tellOfFailure(mainWindow, item);
    });
  });
}

/** @param folder where the person saved last; null before that, or when it is gone */
export function saveDialogOptions(name: string, folder: string | null): SaveDialogOptions {
  const extension = extname(name).slice(1).toLowerCase();
  return {
    title: `Save ${name}`,
    buttonLabel: 'Save',
    defaultPath: join(folder ?? firstFolder(extension), name),
    filters: extension ? [{ name: `${extension.toUpperCase()} file`, extensions: [extension] }] : [],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  };
}

const firstFolder = (extension: string): string =>
  app.getPath(IMAGE_EXTENSIONS.includes(extension) ? 'pictures' : 'documents');

async function tellOfFailure(mainWindow: MainWindow, item: DownloadItem): Promise<void> {
  const { window } = mainWindow;
  if (!window) return;
  await dialog.showMessageBox(window, {
    type: 'error',
    title: 'Not saved',
    message: `"${item.getFilename()}" could not be saved as ${item.getSavePath()}.`,
    detail: 'The disk may be full, or the folder closed to writing. Save it again in another folder.',
  });
}

/** The folder of the last save, kept between starts. */
class LastFolder {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  read(): string | null {
    try {
      const { folder } = JSON.parse(readFileSync(this.#path, 'utf8')) as { folder?: unknown };
      return typeof folder === 'string' && existsSync(folder) ? folder : null;
    } catch {
      return null;
    }
  }

  write(folder: string): void {
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      writeFileSync(this.#path, JSON.stringify({ folder }));
    } catch {
      // Asked for from the first folder again: not worth a message.
    }
  }
}
