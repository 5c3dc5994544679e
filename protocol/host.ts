import type { CommandId } from './commands.ts';

/** A file that is to be written. */
export interface FilePlace {
  folder: string;
  /** With its extension. */
  name: string;
}

/** What the desktop shell adds to the page, as `window.hourglassHost`. Absent in a browser. */
export interface HourglassHost {
  readonly platform: 'darwin' | 'win32' | 'linux';
  /** Native dialogs. Empty or null when the person cancels. */
  openImagesDialog(): Promise<string[]>;
  openModelDialog(): Promise<string | null>;
  openDocumentDialog(): Promise<string | null>;
  /** A folder to write into. */
  openFolderDialog(): Promise<string | null>;
  /** Where to write a file: the folder, and what it is called there, which may be replaced. */
  saveFileDialog(first: FilePlace): Promise<FilePlace | null>;
  /** The absolute path of a dropped file or folder; '' for one that is not on disk. */
  pathForFile(file: File): string;
  /** Calls the listener for each choice in the application menu, until the returned function is called. */
  onMenu(listener: (command: CommandId) => void): () => void;
  /** Calls the listener with paths that the system asks to open: a second start, a recent file, a file dropped on the dock. */
  onOpenPaths(listener: (paths: string[]) => void): () => void;
}

/** IPC channel names between preload and main. */
export const HOST_CHANNELS = {
  openImagesDialog: 'hourglass:open-images-dialog',
  openModelDialog: 'hourglass:open-model-dialog',
  openDocumentDialog: 'hourglass:open-document-dialog',
  openFolderDialog: 'hourglass:open-folder-dialog',
  saveFileDialog: 'hourglass:save-file-dialog',
  menu: 'hourglass:menu',
  openPaths: 'hourglass:open-paths',
} as const;
