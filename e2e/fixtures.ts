import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as base } from '@playwright/test';
import { hasDisplay, installedElectron } from '../scripts/hosts.ts';
import { openInBrowser, openInElectron, type App } from './App.ts';
import type { ElectronHost } from './ElectronHost.ts';
import { root, type HostName, type OpenOptions } from './Host.ts';

interface Fixtures {
  /** A folder that is gone when the test ends. */
  folder: string;
  /** Starts the app in the project's host, any number of times. */
  open: (options?: OpenOptions) => Promise<App>;
  /** The same for what only the desktop shell has. */
  openShell: (options?: OpenOptions) => Promise<App<ElectronHost>>;
  /** Closes what a test has opened, when it ends. */
  closing: <Opened extends App>(app: Opened) => Opened;
}

export const test = base.extend<Fixtures>({
  // Playwright reads a fixture's dependencies from this parameter's pattern, so it must be one, even an empty one.
  // eslint-disable-next-line no-empty-pattern
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'hourglass-e2e-'));
    await use(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  },
  // The folder is gone only when nobody writes in it any longer.
  closing: async ({ folder: _folder }, use) => {
    const apps: App[] = [];
    await use((app) => {
      apps.push(app);
      return app;
    });
    const closed = await Promise.allSettled(apps.map((app) => app.close()));
    for (const result of closed) if (result.status === 'rejected') throw result.reason;
  },
  openShell: async ({ folder, closing }, use) => {
    const electron = installedElectronOrSkip();
    await use(async (options = {}) =>
      closing(await openInElectron(electron, options, options.dataFolder ?? join(folder, 'data'))),
    );
  },
  open: async ({ folder, closing }, use, testInfo) => {
    const host = testInfo.project.metadata.host as HostName;
    const electron = host === 'electron' ? installedElectronOrSkip() : null;
    await use(async (options = {}) => {
      const dataFolder = options.dataFolder ?? join(folder, 'data');
      return electron
        ? closing(await openInElectron(electron, options, dataFolder))
        : closing(await openInBrowser(options, dataFolder));
    });
  },
});

/** Electron's binary; where there is none to run, the test is skipped. */
function installedElectronOrSkip(): string {
  const path = installedElectron(root);
  test.skip(!path, "Electron's binary is not installed (npm start downloads it where it can)");
  test.skip(!hasDisplay(), 'Electron needs a display');
  return path ?? '';
}

export { expect };
