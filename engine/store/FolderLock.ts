import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import * as v from 'valibot';
import { EngineError } from '../../protocol/EngineError.ts';
import { isBusy, storeError } from './storeError.ts';

const holderSchema = v.object({
  pid: v.pipe(v.number(), v.integer()),
  /** Where its window is, once it is known: 'http://127.0.0.1:4123'. No secrets. */
  address: v.exactOptional(v.string()),
});

/** Who has a lock. */
export type LockHolder = v.InferOutput<typeof holderSchema>;

/** Locks that are held: a database that nobody refers to any more is closed when memory is tidied, which would let go. */
const HELD = new Set<FolderLock>();

/**
 * A lock that one process at a time holds, as long as it lives: the operating system takes it back at its end, kill -9
 * included. It is SQLite's lock on an empty database file, the one such lock that plain Node has on every platform. Who
 * holds it is told in a file beside it.
 *
 * The lock's file must not be opened by other means in the process that holds it: on POSIX, closing any of its
 * descriptors would let go of the lock.
 */
export class FolderLock {
  readonly #path: string;
  readonly #db: DatabaseSync;

  private constructor(path: string, db: DatabaseSync) {
    this.#path = path;
    this.#db = db;
  }

  /**
   * @param path of the lock's file, which is made where it is missing
   * @param heldWords the sentence for whoever comes second
   * @throws EngineError 'in-use' with heldWords, and the holder in details where it is known
   */
  static take(path: string, heldWords: (holder: LockHolder | null) => string): FolderLock {
    mkdirSync(dirname(path), { recursive: true });
    const db = tryLock(path, 'EXCLUSIVE');
    if (!db) {
      const holder = readHolder(path);
      throw new EngineError('in-use', heldWords(holder), holder ? { holder } : undefined);
    }
    const lock = new FolderLock(path, db);
    HELD.add(lock);
    try {
      lock.tell();
    } catch {
      // A full disk: the lock holds all the same, and whoever comes second does not hear who has it.
    }
    return lock;
  }

  /** Whether a process has it now, this one included. */
  static isHeld(path: string): boolean {
    const db = tryLock(path, 'SHARED');
    db?.close();
    return db === null;
  }

  /** Notes who holds it, for whoever comes second. */
  tell(address?: string): void {
    const holder: LockHolder = { pid: process.pid, ...(address !== undefined && { address }) };
    const temporary = `${holderPath(this.#path)}.${process.pid}`;
    writeFileSync(temporary, JSON.stringify(holder));
    renameSync(temporary, holderPath(this.#path));
  }

  /** Can be called twice. */
  release(): void {
    if (!this.#db.isOpen) return;
    try {
      rmSync(holderPath(this.#path), { force: true });
    } catch {
      // Its folder is gone, or can no longer be written: there is nobody to be told.
    }
    this.#db.close();
    HELD.delete(this);
  }
}

/**
 * The lock of a data folder: one engine at a time.
 * @throws EngineError 'in-use', saying who has it
 */
export function lockDataFolder(folder: string): FolderLock {
  return FolderLock.take(join(folder, 'engine.lock'), (holder) => {
    const who = holder ? ` (process ${holder.pid}${holder.address ? `, at ${holder.address}` : ''})` : '';
    return `Another Hourglass${who} is using the data folder ${folder}. Use its window, or choose another folder with --data.`;
  });
}

const holderPath = (path: string) => `${path}.json`;

/** Whoever takes the lock waits this long for those who only look whether it is held, which they do in no time. */
const LOOKING_MS = 200;

/** @returns the database whose lock is held, or null where another has it */
function tryLock(path: string, kind: 'EXCLUSIVE' | 'SHARED'): DatabaseSync | null {
  let db: DatabaseSync | null = null;
  try {
    db = new DatabaseSync(path, { timeout: kind === 'EXCLUSIVE' ? LOOKING_MS : 0 });
    if (kind === 'EXCLUSIVE') db.exec('BEGIN EXCLUSIVE');
    else db.exec('BEGIN; SELECT count(*) FROM sqlite_schema');
    return db;
  } catch (error) {
    db?.close();
    if (isBusy(error)) return null;
    throw storeError(error, path);
  }
}

function readHolder(path: string): LockHolder | null {
  try {
    const parsed = v.safeParse(holderSchema, JSON.parse(readFileSync(holderPath(path), 'utf8')));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}
