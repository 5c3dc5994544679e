import process from 'node:process';

/** How often is looked. */
const LOOK_EVERY_MS = 500;

/** Names the process that a start is for to those it starts, which end when it is gone. */
export const PARENT_VARIABLE = 'HOURGLASS_PARENT';

/**
 * Whether the process that started this one is gone. Where that is so, POSIX gives this process another parent; Windows
 * leaves the number, which is then of no process.
 * @param parentPid process.ppid at the start
 */
export function isParentGone(parentPid: number): boolean {
  if (process.ppid !== parentPid) return true;
  return process.platform === 'win32' && !isAlive(parentPid);
}

/** Whether there is a process of this number, one of another user included. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * Calls `onGone` once the process that this start is for, as PARENT_VARIABLE names it, is gone, however it ended. A start
 * by hand names none: a person may leave it running and close the terminal. Does not keep this process alive.
 */
export function watchParent(onGone: () => void): void {
  const pid = Number(process.env[PARENT_VARIABLE]);
  // What this process starts is for this one.
  delete process.env[PARENT_VARIABLE];
  if (!Number.isInteger(pid) || pid <= 0) return;
  const timer = setInterval(() => {
    if (!isParentGone(pid)) return;
    clearInterval(timer);
    onGone();
  }, LOOK_EVERY_MS);
  timer.unref();
}
