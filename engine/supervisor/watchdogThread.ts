/** The thread that startWatchdog starts. */
import process from 'node:process';
import { workerData } from 'node:worker_threads';
import { isParentGone } from './watchParent.ts';

const LOOK_EVERY_MS = 500;

/** What it is told. */
export interface Watched {
  /** process.ppid at the start. */
  parentPid: number;
  graceMs: number;
}

const { parentPid, graceMs } = workerData as Watched;
const timer = setInterval(() => {
  if (!isParentGone(parentPid)) return;
  clearInterval(timer);
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), graceMs);
}, LOOK_EVERY_MS);
