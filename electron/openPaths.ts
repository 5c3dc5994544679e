import { app } from 'electron';
import type { MainWindow } from './MainWindow.ts';

/** What a second start hands over to the first: absolute paths. */
export interface PathsToOpen extends Record<string, unknown> {
  paths: string[];
}

/** The paths in what another start handed over; none where it is of another make. */
export function pathsOf(handedOver: unknown): string[] {
  if (typeof handedOver !== 'object' || handedOver === null || !('paths' in handedOver)) return [];
  const { paths } = handedOver;
  return Array.isArray(paths) ? paths.filter((path): path is string => typeof path === 'string') : [];
}

/** Paths the system asks to open go to the page: macOS events here, a second start through the returned function. */
export function setupOpenPaths(mainWindow: MainWindow): (paths: string[]) => void {
  const open = (paths: string[]): void => {
    mainWindow.show();
    if (paths.length) mainWindow.sendOpenPaths(paths);
  };
  app.on('open-file', (event, path) => {
    event.preventDefault();
    open([path]);
  });
  return open;
}
