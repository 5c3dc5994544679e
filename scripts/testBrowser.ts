/** A Chromium for the tests, installed where there is none. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { chromium } from '@playwright/test';
import { findChromium, findProgram } from './hosts.ts';

const NPM_CARRIED = '@sparticuz/chromium@153.0.0';

/** Chromium without its windows, which starts in half the time, and Chromium. Debian's names of packages and programs. */
const DEBIAN_PACKAGES = ['chromium-headless-shell', 'chromium'];

/** A browser to test in that is on this machine: what HOURGLASS_BROWSER names, or the first of those below. */
export function installedTestBrowser(): string | null {
  return (
    process.env.HOURGLASS_BROWSER ??
    findProgram(['chromium-headless-shell']) ??
    findChromium() ??
    existing(chromium.executablePath())
  );
}

/**
 * A browser to test in: what HOURGLASS_BROWSER names, Chromium's headless shell, a system Chromium or Chrome, Playwright's
 * own download, Debian's package (as root), or the one that an npm package carries, in this order.
 * @throws Error when none can be had, with what was tried
 */
export async function findTestBrowser(root: string): Promise<{ path: string }> {
  const named = process.env.HOURGLASS_BROWSER;
  if (named) {
    if (existsSync(named)) return { path: named };
    throw new Error(`HOURGLASS_BROWSER names "${named}", where there is no file.`);
  }
  const installed = installedTestBrowser();
  if (installed) return { path: installed };

  console.error('No Chromium or Chrome found: getting one for the tests, once…');
  const playwright = join(root, 'node_modules', '@playwright', 'test', 'cli.js');
  run(process.execPath, [playwright, 'install', 'chromium'], 300_000);
  const downloaded = existing(chromium.executablePath());
  if (downloaded) return { path: downloaded };

  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    run('apt-get', ['update', '-qq'], 300_000);
    const isInstalled = (name: string) =>
      run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], 600_000);
    if (DEBIAN_PACKAGES.some(isInstalled)) {
      const debian = installedTestBrowser();
      if (debian) return { path: debian };
    }
  }

  const carried = await npmCarriedBrowser(root);
  if (carried) return { path: carried };
  throw new Error(
    "No browser to test in: no system Chromium or Chrome, and neither Playwright's download, Debian's package nor " +
      `${NPM_CARRIED} could be installed. Install Chromium, or name one in HOURGLASS_BROWSER.`,
  );
}

const existing = (path: string): string | null => (path && existsSync(path) ? path : null);

function run(command: string, args: string[], timeoutMs: number): boolean {
  return (
    spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], timeout: timeoutMs }).status === 0
  );
}

async function npmCarriedBrowser(root: string): Promise<string | null> {
  const folder = join(root, '.cache', 'browser');
  mkdirSync(folder, { recursive: true });
  if (!run('npm', ['install', '--prefix', folder, '--no-save', '--loglevel=error', NPM_CARRIED], 300_000))
    return null;
  const entry = join(folder, 'node_modules', '@sparticuz', 'chromium', 'build', 'index.js');
  if (!existsSync(entry)) return null;
  const carried = (await import(pathToFileURL(entry).href)) as {
    default: { executablePath(): Promise<string> };
  };
  return existing(await carried.default.executablePath());
}
