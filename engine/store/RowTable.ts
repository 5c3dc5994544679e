import type { ImageSource } from '../images/ImageSource.ts';
import type { StoreDatabase } from './StoreDatabase.ts';
import { isDuplicate } from './storeError.ts';

/** What is known of the file that a row was made of. */
export interface KnownRow {
  row: number;
  /** null for what was drawn from the prior. */
  path: string | null;
  /** -1 for a file that is one image. */
  arrayRow: number;
  /** -1 when z must be computed anew. */
  sizeBytes: number;
  modifiedMs: number;
  /** factsHash of its name, label and metadata. */
  facts: number;
}

type RowCells = [number, string | null, number, number, number, number];
const FIELDS = 'id, path, array_row, size, mtime, facts';

/** Rows that are written by one statement: a call costs as much as three rows. */
const ROWS_PER_INSERT = 16;
/** Size of a row whose z must be computed anew, since no file has it. */
export const OUTDATED_SIZE = -1;

/** The rows' files. */
export class RowTable {
  readonly #db: StoreDatabase;

  constructor(db: StoreDatabase) {
    this.#db = db;
  }

  at(row: number): KnownRow | null {
    const cells = this.#db.get<RowCells>(`SELECT ${FIELDS} FROM rows WHERE id = ?`, row);
    return cells ? knownRow(cells) : null;
  }

  /** Rows from..to (exclusive). */
  range(from: number, to: number): KnownRow[] {
    return this.#db
      .all<RowCells>(`SELECT ${FIELDS} FROM rows WHERE id >= ? AND id < ? ORDER BY id`, from, to)
      .map(knownRow);
  }

  find(path: string, arrayRow: number): KnownRow | null {
    const cells = this.#db.get<RowCells>(
      `SELECT ${FIELDS} FROM rows WHERE path = ? AND array_row = ?`,
      path,
      arrayRow,
    );
    return cells ? knownRow(cells) : null;
  }

  /**
   * Rows for files: their own where they have one, else new ones from `next` on.
   * @param facts [n]
   * @returns [n] row ids
   */
  upsert(sources: readonly ImageSource[], facts: readonly number[], next: number): Uint32Array<ArrayBuffer> {
    const rows = new Uint32Array(sources.length);
    for (let from = 0; from < sources.length; from += ROWS_PER_INSERT) {
      const to = Math.min(from + ROWS_PER_INSERT, sources.length);
      if (this.#insertAll(sources, facts, from, to, next)) {
        for (let at = from; at < to; at++) rows[at] = next++;
        continue;
      }
      for (let at = from; at < to; at++) {
        const source = sources[at]!;
        const known = this.find(source.path, arrayRowOf(source));
        if (known) this.update(known.row, source, facts[at]!);
        else this.#insertAll(sources, facts, at, at + 1, next);
        rows[at] = known ? known.row : next++;
      }
    }
    return rows;
  }

  /** The row is of this file from now on. */
  update(row: number, source: ImageSource, facts: number): void {
    this.#db.run(
      'UPDATE rows SET path = ?, array_row = ?, size = ?, mtime = ?, facts = ? WHERE id = ?',
      source.path,
      arrayRowOf(source),
      source.sizeBytes,
      source.modifiedMs,
      facts,
      row,
    );
  }

  /** z of the row must be computed anew. */
  setOutdated(row: number): void {
    this.#db.run('UPDATE rows SET size = ? WHERE id = ?', OUTDATED_SIZE, row);
  }

  /** @returns false where one of them has a row already; then none was written */
  #insertAll(
    sources: readonly ImageSource[],
    facts: readonly number[],
    from: number,
    to: number,
    next: number,
  ): boolean {
    const values: (number | string | null)[] = [];
    for (let at = from; at < to; at++) {
      const source = sources[at]!;
      const { path, sizeBytes, modifiedMs } = source;
      values.push(next + at - from, path || null, arrayRowOf(source), sizeBytes, modifiedMs, facts[at]!);
    }
    const places = Array<string>(to - from)
      .fill('(?, ?, ?, ?, ?, ?)')
      .join(', ');
    try {
      this.#db.run(`INSERT INTO rows (${FIELDS}) VALUES ${places}`, ...values);
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }
}

export const arrayRowOf = ({ row }: Pick<ImageSource, 'row'>): number => row ?? -1;

function knownRow([row, path, arrayRow, sizeBytes, modifiedMs, facts]: RowCells): KnownRow {
  return { row, path, arrayRow, sizeBytes, modifiedMs, facts };
}
