import process from 'node:process';
import { Worker } from 'node:worker_threads';
import type { Watched } from './watchdogThread.ts';

export interface WatchdogOptions {
  /** How long this process has to end by itself, in ms. */
  graceMs: number;
}

/**
 * Watches, from a thread of its own, over the process that started this one, and ends this one by force soon after that is
 * gone: also where the main thread is inside a graph that never returns, and hears of nothing. What can end in good order
 * does so first, by itself.
 */
export function startWatchdog({ graceMs }: WatchdogOptions): void {
  const worker = new Worker(new URL('./watchdogThread.ts', import.meta.url), {
    workerData: { parentPid: process.ppid, graceMs } satisfies Watched,
    // None of this process's own: the thread has a file of its own to run.
    execArgv: [],
    // It looks at one number twice a second.
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2, stackSizeMb: 1 },
  });
  // Without it this process goes on as one whose main thread is not blocked.
  worker.on('error', (error) => process.stderr.write(`The watchdog ended: ${error.message}\n`));
  worker.unref();
}
