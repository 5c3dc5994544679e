import type { DatabaseSync } from 'node:sqlite';
import { EngineError } from '../../protocol/EngineError.ts';
import { MIGRATIONS, STORE_VERSION } from './schema.ts';

const PAGE_BYTES = 8192;
const CACHE_KB = 16_000;

/** 0 for an empty file. */
export function versionOf(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
}

/** @param logBytes at which a commit writes the log back; 0 for never: it is done elsewhere */
export function prepareForWriting(db: DatabaseSync, logBytes: number): void {
  if (versionOf(db) === 0) db.exec(`PRAGMA page_size = ${PAGE_BYTES}`);
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -${CACHE_KB}`);
  db.exec(`PRAGMA wal_autocheckpoint = ${Math.floor(logBytes / PAGE_BYTES)}`);
  // The log's file shrinks when it starts anew: its size says how much there is to write back.
  db.exec('PRAGMA journal_size_limit = 0');
}

/** Makes what there is into the newest version. Within a transaction. */
export function migrate(db: DatabaseSync): void {
  for (const step of MIGRATIONS.slice(versionOf(db))) step(db);
  db.exec(`PRAGMA user_version = ${STORE_VERSION}`);
}

/** @throws EngineError 'bad-collection' for a version that is not known here */
export function checkVersion(db: DatabaseSync, path: string): void {
  const version = versionOf(db);
  if (version <= STORE_VERSION) return;
  throw new EngineError(
    'bad-collection',
    `${path} was written by a newer Hourglass (format ${version}; this one reads up to ${STORE_VERSION}); use that one, or encode the images again.`,
  );
}
