import { spawn } from 'node:child_process';
import process from 'node:process';
import { findChromium } from './hosts.ts';

/**
 * Shows the page: as a window of its own in an installed Chromium, Chrome or Edge, else in the default browser.
 * @param url with a one-time token: command lines can be read by every user of the machine
 */
export function openWindow(url: string): void {
  const chromium = findChromium();
  const [command, args] = chromium ? [chromium, appWindowArguments(url)] : defaultBrowser(url);
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => console.log('No browser could be started: open that address yourself.'));
  child.unref();
}

function appWindowArguments(url: string): string[] {
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0;
  return [`--app=${url}`, '--window-size=1440,900', ...(asRoot ? ['--no-sandbox'] : [])];
}

function defaultBrowser(url: string): [string, string[]] {
  if (process.platform === 'darwin') return ['open', [url]];
  if (process.platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', url]];
  return ['xdg-open', [url]];
}
