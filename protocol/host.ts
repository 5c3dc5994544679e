/** What the desktop shell adds to the page, as `window.hourglassHost`. Absent in a browser. */
export interface HourglassHost {
  readonly platform: 'darwin' | 'win32' | 'linux';
  /** Native dialogs. Empty or null when the person cancels. */
  openImagesDialog(): Promise<string[]>;
  openModelDialog(): Promise<string | null>;
  /** The absolute path of a dropped file or folder; '' for one that is not on disk. */
  pathForFile(file: File): string;
  /** Calls the listener for each choice in the application menu, until the returned function is called. */
  onMenu(listener: (command: MenuCommand) => void): () => void;
  /** Calls the listener with paths that the system asks to open: a second start, a recent file, a file dropped on the dock. */
  onOpenPaths(listener: (paths: string[]) => void): () => void;
}

/** Menu choices that the page carries out; those that only concern the window stay in the shell. */
export const MENU_COMMANDS = [
  'open-images',
  'open-model',
  'train',
  'undo',
  'redo',
  'frame-all',
  'toggle-thumbnails',
  'toggle-theme',
  'command-palette',
  'shortcuts',
] as const;
export type MenuCommand = (typeof MENU_COMMANDS)[number];

/** IPC channel names between preload and main. */
export const HOST_CHANNELS = {
  openImagesDialog: 'hourglass:open-images-dialog',
  openModelDialog: 'hourglass:open-model-dialog',
  menu: 'hourglass:menu',
  openPaths: 'hourglass:open-paths',
} as const;
