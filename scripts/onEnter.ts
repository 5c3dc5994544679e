import { execFileSync } from 'node:child_process';
import process from 'node:process';

/**
 * Calls back at each Enter in this process's terminal; false where there is none. Reads it only in the foreground: the
 * system stops a process in the background that reads the terminal.
 */
export function onEnter(act: () => void): boolean {
  const { stdin } = process;
  if (!stdin.isTTY) return false;
  const follow = () => (isForeground() ? stdin.resume() : stdin.pause());
  stdin.on('data', act);
  follow();
  // After Ctrl+Z it goes on in the one or the other.
  if (process.platform !== 'win32') process.on('SIGCONT', follow);
  return isForeground();
}

function isForeground(): boolean {
  if (process.platform === 'win32') return true;
  try {
    return execFileSync('ps', ['-o', 'stat=', '-p', String(process.pid)], { encoding: 'utf8' }).includes('+');
  } catch {
    return false;
  }
}
