import { join } from 'node:path';
import { app, BrowserWindow, dialog, screen, shell } from 'electron';
import type { CommandId } from '../protocol/commands.ts';
import { HOST_CHANNELS } from '../protocol/host.ts';
import { CRASH_WINDOW_MS, MAX_CRASHES, RecentCrashes } from './RecentCrashes.ts';
import { readWindowState, visibleBounds, writeWindowState } from './windowState.ts';

/** The one window. It is asked for by commands before it exists and after it is gone, so every method copes with that. */
export class MainWindow {
  #window: BrowserWindow | null = null;
  #pendingPaths: string[] = [];
  readonly #statePath = join(app.getPath('userData'), 'window.json');

  get window(): BrowserWindow | null {
    return this.#window;
  }

  /** Opens the window on the engine's page. The page reconnects by itself when the engine restarts. */
  async open(url: string): Promise<void> {
    const state = readWindowState(this.#statePath);
    const window = new BrowserWindow({
      ...visibleBounds(
        state.bounds,
        screen.getAllDisplays().map((display) => display.workArea),
      ),
      minWidth: 390,
      minHeight: 480,
      show: false,
      backgroundColor: '#0e0f12',
      autoHideMenuBar: process.platform !== 'darwin',
      webPreferences: {
        preload: join(app.getAppPath(), 'dist', 'electron', 'preload.cjs'),
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        spellcheck: false,
      },
    });
    this.#window = window;
    if (state.maximized) window.maximize();
    window.once('ready-to-show', () => window.show());
    window.on('close', () => {
      writeWindowState(this.#statePath, {
        bounds: window.getNormalBounds(),
        maximized: window.isMaximized(),
      });
    });
    window.on('closed', () => {
      this.#window = null;
    });
    // A renderer that crashed (a GPU driver's fault, mostly) is loaded again: the engine holds the data.
    const crashes = new RecentCrashes();
    window.webContents.on('render-process-gone', (_event, details) => {
      if (details.reason === 'clean-exit' || window.isDestroyed()) return;
      if (crashes.mayReload(performance.now())) window.reload();
      else void this.#askAfterCrashes(window, crashes, details.reason);
    });
    window.webContents.on('did-finish-load', () => {
      // Where the first picture is late (a GPU process that starts twice) it is not waited for any longer.
      if (!window.isVisible()) window.show();
    });
    window.webContents.on('did-stop-loading', () => {
      const paths = this.#pendingPaths.splice(0);
      if (paths.length) this.sendOpenPaths(paths);
    });
    await window.loadURL(url);
  }

  /** Brings the window to the front. */
  show(): void {
    if (!this.#window) return;
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  sendMenuCommand(command: CommandId): void {
    this.#window?.webContents.send(HOST_CHANNELS.menu, command);
  }

  /** Hands paths to the page, or keeps them until there is one. */
  sendOpenPaths(paths: string[]): void {
    if (this.#window && !this.#window.webContents.isLoading()) {
      this.#window.webContents.send(HOST_CHANNELS.openPaths, paths);
    } else this.#pendingPaths.push(...paths);
  }

  /** In a native dialog: a page with these words would be drawn by what has just crashed. */
  async #askAfterCrashes(window: BrowserWindow, crashes: RecentCrashes, reason: string): Promise<void> {
    const { response } = await dialog.showMessageBox(window, {
      type: 'error',
      title: 'Hourglass',
      message: 'The window keeps crashing.',
      detail:
        `It ended ${MAX_CRASHES} times within ${CRASH_WINDOW_MS / 1000} s (${reason}). What is open is kept. ` +
        'Graphics drivers are the usual cause: update them, or start Hourglass with --browser.',
      buttons: ['Try again', 'Quit'],
      cancelId: 1,
    });
    if (response !== 0) return app.quit();
    crashes.forget();
    if (!window.isDestroyed()) window.reload();
  }

  async showEngineFailure(words: string): Promise<void> {
    const { response } = await dialog.showMessageBox({
      type: 'error',
      title: 'Hourglass could not start',
      message: 'The engine of Hourglass could not start.',
      detail: words,
      buttons: ['Quit', 'Show the data folder'],
      cancelId: 0,
    });
    if (response === 1) await shell.openPath(app.getPath('userData'));
  }
}
