import type { DatabaseSync } from 'node:sqlite';

/** 'HrGl': what kind of file a collection.sqlite is, for `file` and other tools. */
export const APPLICATION_ID = 0x4872476c;

/** Block ids are column · 2^20 + block, so that the blocks of a column are neighbours in the order of rows. */
export const BLOCKS_PER_COLUMN = 2 ** 20;

/**
 * MIGRATIONS[v] makes version v + 1 of version v; `PRAGMA user_version` says which one a file has, 0 being empty. A
 * published one is never changed: the next version is one more.
 */
export const MIGRATIONS: readonly ((db: DatabaseSync) => void)[] = [
  (db) => {
    db.exec(`
      PRAGMA application_id = ${APPLICATION_ID};

      -- One row. rows, slots: how many there are; vector files hold nothing that counts beyond slots.
      -- generation: of the vector files, which is part of their names once they were written anew.
      -- flushed: slots known to be on the disk, not only in the system's memory.
      -- changes: where the versions and stamps of columns come from.
      CREATE TABLE collection (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        name TEXT NOT NULL,
        paths TEXT NOT NULL,
        model_key TEXT NOT NULL,
        latent_size INTEGER NOT NULL,
        tile_size INTEGER NOT NULL,
        fit TEXT NOT NULL,
        background TEXT NOT NULL,
        samples_of TEXT,
        latent_names TEXT,
        created_ms REAL NOT NULL,
        state TEXT NOT NULL,
        total INTEGER NOT NULL,
        rows INTEGER NOT NULL DEFAULT 0,
        gone INTEGER NOT NULL DEFAULT 0,
        slots INTEGER NOT NULL DEFAULT 0,
        flushed INTEGER NOT NULL DEFAULT 0,
        generation INTEGER NOT NULL DEFAULT 0,
        revision INTEGER NOT NULL DEFAULT 0,
        changes INTEGER NOT NULL DEFAULT 0
      ) STRICT;

      -- id: the row, dense from 0, never used again. path: NULL for what was drawn from the prior.
      -- array_row: -1 for a file that is one image. size: -1 when z must be computed anew.
      -- facts: hash of name, label and metadata, to see that they changed.
      CREATE TABLE rows (
        id INTEGER PRIMARY KEY,
        path TEXT,
        array_row INTEGER NOT NULL,
        size INTEGER NOT NULL,
        mtime REAL NOT NULL,
        facts INTEGER NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX rows_by_file ON rows (path, array_row);

      -- size NULL: seen to be no image while searching, replaced by the next search. Else: tried, and tried again
      -- when size or time changed.
      CREATE TABLE unreadable (
        id INTEGER PRIMARY KEY,
        path TEXT NOT NULL,
        array_row INTEGER NOT NULL,
        reason TEXT NOT NULL,
        size INTEGER,
        mtime REAL
      ) STRICT;
      CREATE INDEX unreadable_by_file ON unreadable (path, array_row);

      -- Ids are never used again: blocks and what is remembered of a column are found by them.
      -- source_key: what a metadata file or an operation calls it, where a name was taken another than here.
      -- version: grows when values of rows that were there change. stamp: at any change, rows added included.
      CREATE TABLE columns (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE,
        source_key TEXT,
        type TEXT NOT NULL,
        origin TEXT NOT NULL,
        words TEXT NOT NULL,
        unit TEXT NOT NULL,
        version INTEGER NOT NULL,
        stamp INTEGER NOT NULL,
        UNIQUE (origin, source_key)
      ) STRICT;

      -- count: rows here that have it.
      CREATE TABLE categories (
        column_id INTEGER NOT NULL,
        code INTEGER NOT NULL,
        name TEXT NOT NULL,
        count INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (column_id, code)
      ) STRICT, WITHOUT ROWID;

      -- Values of consecutive rows of a column (blockLayout.ts).
      CREATE TABLE blocks (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
      -- What is said of a block, of rows that are here. Apart, so that a column's are read in a moment.
      CREATE TABLE block_stats (id INTEGER PRIMARY KEY, known INTEGER NOT NULL, min REAL, max REAL) STRICT;

      -- What was appended at once, with the checksums of its bytes.
      CREATE TABLE batches (
        first_slot INTEGER PRIMARY KEY,
        slots INTEGER NOT NULL,
        latents_crc INTEGER NOT NULL,
        tiles_crc INTEGER NOT NULL
      ) STRICT;
    `);
  },
];

export const STORE_VERSION = MIGRATIONS.length;
