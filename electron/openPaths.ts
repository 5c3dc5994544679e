import { app } from 'electron';
import type { MainWindow } from './MainWindow.ts';

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
