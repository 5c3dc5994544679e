import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as base } from '@playwright/test';
import { hasDisplay, installedElectron } from '../scripts/hosts.ts';
import { openInBrowser, openInElectron, root, type App, type HostName, type OpenOptions } from './App.ts';

/** A folder that is gone when the test ends, and `open`, which starts the app any number of times. */
export const test = base.extend<{ folder: string; open: (options?: OpenOptions) => Promise<App> }>({
  // Playwright reads a fixture's dependencies from this parameter's pattern, so it must be one, even an empty one.
  // eslint-disable-next-line no-empty-pattern
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'hourglass-e2e-'));
    await use(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  },
  open: async ({ folder }, use, testInfo) => {
    const host = testInfo.project.metadata.host as HostName;
    const electron = host === 'electron' ? installedElectron(root) : null;
    test.skip(
      host === 'electron' && !electron,
      "Electron's binary is not installed (npm start downloads it where it can)",
    );
    test.skip(host === 'electron' && !hasDisplay(), 'Electron needs a display');
    const apps: App[] = [];
    await use(async (options = {}) => {
      const dataFolder = options.dataFolder ?? join(folder, 'data');
      const app = electron
        ? await openInElectron(electron, options, dataFolder)
        : await openInBrowser(options, dataFolder);
      apps.push(app);
      return app;
    });
    for (const app of apps) await app.close();
  },
});

export { expect };
