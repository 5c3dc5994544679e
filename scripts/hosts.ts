/** Which hosts this machine has: a display, Electron's binary, a browser that opens app-style windows. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';

export function hasDisplay(platform = process.platform, env: NodeJS.ProcessEnv = process.env): boolean {
  if (platform === 'darwin' || platform === 'win32') return !env.SSH_CONNECTION;
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** A failed download is not tried again for this long: a start must not wait for a network that is not there. */
const DOWNLOAD_RETRY_MS = 24 * 3600 * 1000;
const DOWNLOAD_TIMEOUT_MS = 180_000;

/** Electron's binary: where it is, or why it is not used, as the end of a sentence. */
export async function findElectron(root: string): Promise<{ path: string } | { reason: string }> {
  if (!hasDisplay()) return { reason: 'there is no display' };
  const installed = installedElectron(root);
  if (installed) return { path: installed };
  const failedStamp = join(root, '.cache', 'electron-download-failed');
  const age = existsSync(failedStamp) ? Date.now() - statSync(failedStamp).mtimeMs : Infinity;
  if (age > DOWNLOAD_RETRY_MS) {
    console.error("Downloading Electron's binary, once…");
    const script = join(root, 'node_modules', 'electron', 'install.js');
    const download = spawnSync(process.execPath, [script], { stdio: 'ignore', timeout: DOWNLOAD_TIMEOUT_MS });
    const path = installedElectron(root);
    if (download.status === 0 && path) return { path };
    mkdirSync(join(root, '.cache'), { recursive: true });
    writeFileSync(failedStamp, '');
  }
  return { reason: "Electron's binary could not be downloaded" };
}

/** Path of an Electron binary that is already on this machine, or null. */
export function installedElectron(root: string, env: NodeJS.ProcessEnv = process.env): string | null {
  const folder = join(root, 'node_modules', 'electron');
  const pathFile = join(folder, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : 'electron';
  const path = env.ELECTRON_OVERRIDE_DIST_PATH
    ? join(env.ELECTRON_OVERRIDE_DIST_PATH, name)
    : join(folder, 'dist', name);
  return existsSync(path) ? path : null;
}

/** The first of some programs that is on the PATH, or an absolute path that exists. */
export function findProgram(names: readonly string[], env: NodeJS.ProcessEnv = process.env): string | null {
  const folders = (env.PATH ?? '').split(delimiter);
  for (const name of names) {
    for (const path of name.includes('/') || name.includes('\\')
      ? [name]
      : folders.map((folder) => join(folder, name))) {
      if (existsSync(path)) return path;
    }
  }
  return null;
}

/** Browsers of the Chromium family, which show a page as a window of its own with `--app`. */
export function findChromium(
  platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
): string | null {
  if (platform === 'darwin') {
    const apps = ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser'];
    return findProgram(
      apps.map((app) => `/Applications/${app}.app/Contents/MacOS/${app}`),
      env,
    );
  }
  if (platform === 'win32') {
    const bases = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter(
      (base) => base !== undefined,
    );
    const apps = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];
    return findProgram(
      bases.flatMap((base) => apps.map((app) => `${base}\\${app}`)),
      env,
    );
  }
  return findProgram(
    [
      'chromium',
      'chromium-browser',
      'google-chrome',
      'google-chrome-stable',
      'microsoft-edge',
      'brave-browser',
    ],
    env,
  );
}
