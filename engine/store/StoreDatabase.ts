import { statSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { EngineError } from '../../protocol/EngineError.ts';
import { checkpointAside } from './checkpointAside.ts';
import { checkVersion, migrate, prepareForWriting, versionOf } from './prepareDatabase.ts';
import { STORE_VERSION } from './schema.ts';
import { isBusy, storeError } from './storeError.ts';

/**
 * 'read': nothing is written. 'edit': tags, notes and columns, by a process that must not stand still: it neither waits
 * for another's transaction nor for the disk. 'ingest': rows, by the one process that adds them.
 */
export type StoreAccess = 'read' | 'edit' | 'ingest';

/** How long a process that may stand still does so for another's transaction; one batch takes milliseconds. */
const BUSY_WAIT_MS = 10_000;
/** Reading waits only in the moment when another process recovers the log of one that was killed. */
const READ_WAIT_MS = 1000;
const RETRY_MS = 5;
/**
 * The log is written back into the database when it has grown to this. The larger, the fewer times a page is written that
 * changes often; the longer takes the first opening after a process was killed, which reads the log.
 */
const LOG_BYTES = { edit: 8 * 1024 * 1024, ingest: 32 * 1024 * 1024 };
/** Edits that never pause wait for that when it has grown to this: while they go on it does not shrink. */
const LARGEST_LOG_BYTES = 32 * 1024 * 1024;

/**
 * collection.sqlite. WAL, so that one process reads while another writes. synchronous = NORMAL: a commit survives the
 * end of the process, however it ends; a power failure may take the last commits back, but never half of one, and no
 * commit waits for the disk.
 */
export class StoreDatabase {
  readonly path: string;
  readonly #access: StoreAccess;
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #checkpoint: Promise<void> | null = null;
  #onRollback: () => void = () => {};

  /**
   * @throws EngineError 'not-found' without such a file, 'bad-collection' where it is damaged or of a newer version
   */
  constructor(path: string, access: StoreAccess) {
    this.path = path;
    this.#access = access;
    try {
      this.#db = new DatabaseSync(path, {
        readOnly: access === 'read',
        timeout: access === 'ingest' ? BUSY_WAIT_MS : READ_WAIT_MS,
      });
    } catch (error) {
      throw storeError(error, path);
    }
    try {
      if (access !== 'read') prepareForWriting(this.#db, access === 'ingest' ? LOG_BYTES.ingest : 0);
      checkVersion(this.#db, path);
      if (access !== 'read' && !this.isEmpty) this.#migrate();
    } catch (error) {
      this.#db.close();
      throw storeError(error, path);
    }
  }

  /** All rows of a query, each an array of its columns. */
  all<Row extends readonly unknown[]>(sql: string, ...values: SQLInputValue[]): Row[] {
    const rows: unknown = this.#run(sql, (statement) => statement.all(...values));
    return rows as Row[];
  }

  /** The first row of a query. */
  get<Row extends readonly unknown[]>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    const row: unknown = this.#run(sql, (statement) => statement.get(...values));
    return row as Row | undefined;
  }

  /** @returns how many rows it changed */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#run(sql, (statement) => statement.run(...values)).changes);
  }

  /** What the work reads is of one moment, whatever is written meanwhile. */
  read<Result>(work: () => Result): Result {
    this.#run('BEGIN', (statement) => statement.run());
    return this.#finish(work);
  }

  /** All of the work is done or none of it. Waits for another process's transaction, standing still. */
  write<Result>(work: () => Result): Result {
    this.#run('BEGIN IMMEDIATE', (statement) => statement.run());
    return this.#finish(work);
  }

  /**
   * As write, for a process that must not stand still: while another process writes, it lets other things happen.
   * @throws EngineError 'in-use' when that takes longer than 10 s
   */
  async writeSoon<Result>(work: () => Result): Promise<Result> {
    if (this.#logBytes > LARGEST_LOG_BYTES) await this.#checkpoint;
    const giveUpMs = performance.now() + BUSY_WAIT_MS;
    while (!this.#tryBegin()) {
      if (performance.now() > giveUpMs) {
        throw new EngineError(
          'in-use',
          `${this.path} has been written to by another process for ${BUSY_WAIT_MS / 1000} s; try again in a moment.`,
        );
      }
      await setTimeout(RETRY_MS);
    }
    const result = this.#finish(work);
    this.#checkpointWhenDue();
    return result;
  }

  /** @param forget is called when a transaction failed: what was remembered of it never was. */
  onRollback(forget: () => void): void {
    this.#onRollback = forget;
  }

  /** Writes the log back and empties it, so that all is in the one file. */
  checkpoint(): void {
    this.all('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  /** Can be called twice. */
  async close(): Promise<void> {
    // The last one to close a database writes its log back; an editor has that done aside.
    if (this.#access === 'edit' && this.#db.isOpen && this.#logBytes > 0) {
      this.#checkpoint ??= checkpointAside(this.path);
    }
    await this.#checkpoint;
    this.#statements.clear();
    if (this.#db.isOpen) this.#db.close();
  }

  #run<Result>(sql: string, use: (statement: StatementSync) => Result): Result {
    try {
      let statement = this.#statements.get(sql);
      if (!statement) {
        statement = this.#db.prepare(sql);
        statement.setReturnArrays(true);
        this.#statements.set(sql, statement);
      }
      return use(statement);
    } catch (error) {
      throw this.#inWords(error);
    }
  }

  #inWords(error: unknown): unknown {
    return storeError(error, this.path, this.#access === 'read' ? 'read' : 'write');
  }

  #migrate(): void {
    if (versionOf(this.#db) < STORE_VERSION) this.write(() => migrate(this.#db));
  }

  #tryBegin(): boolean {
    try {
      this.#db.exec('PRAGMA busy_timeout = 0');
      this.#db.exec('BEGIN IMMEDIATE');
      return true;
    } catch (error) {
      if (isBusy(error)) return false;
      throw this.#inWords(error);
    } finally {
      this.#db.exec(`PRAGMA busy_timeout = ${READ_WAIT_MS}`);
    }
  }

  #finish<Result>(work: () => Result): Result {
    try {
      const result = work();
      this.#run('COMMIT', (statement) => statement.run());
      return result;
    } catch (error) {
      // A full disk has rolled back already.
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      this.#onRollback();
      throw error;
    }
  }

  /** Makes the tables in an empty file, and what else makes it a whole one. */
  create(fill: () => void): void {
    this.write(() => {
      migrate(this.#db);
      fill();
    });
  }

  get isEmpty(): boolean {
    return versionOf(this.#db) === 0;
  }

  #checkpointWhenDue(): void {
    if (this.#checkpoint || this.#logBytes < LOG_BYTES.edit) return;
    this.#checkpoint = checkpointAside(this.path).finally(() => (this.#checkpoint = null));
  }

  get #logBytes(): number {
    return statSync(`${this.path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  }
}
