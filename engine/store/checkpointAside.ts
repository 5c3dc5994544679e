import { Worker } from 'node:worker_threads';

const CODE = `
const { DatabaseSync } = require('node:sqlite');
const { workerData } = require('node:worker_threads');
const db = new DatabaseSync(workerData, { timeout: 1000 });
db.exec('PRAGMA wal_checkpoint(PASSIVE)');
db.close();`;

/**
 * Writes a database's log back in a thread of its own: it flushes the disk, which may take tens of milliseconds, and the
 * engine's thread must not wait for that. Readers and writers go on meanwhile. Resolves however it ended: what was not
 * written back now is so next time, and nothing is lost.
 */
export function checkpointAside(path: string): Promise<void> {
  return new Promise((resolve) => {
    const worker = new Worker(CODE, { eval: true, workerData: path });
    worker.on('error', () => {});
    worker.on('exit', () => resolve());
  });
}
