import type { UnreadableFile } from '../../protocol/collection.ts';
import type { ImageSource } from '../images/ImageSource.ts';
import { arrayRowOf } from './RowTable.ts';
import type { StoreDatabase } from './StoreDatabase.ts';

/** An image that was tried and could not be read. */
export interface UnreadableImage {
  source: ImageSource;
  reason: string;
}

/** An image that could not be read, as it was then. */
export interface Refusal {
  id: number;
  path: string;
  arrayRow: number;
  sizeBytes: number;
  modifiedMs: number;
}

/** SQLite's. */
const NO_LIMIT = -1;

/** Files without a row, with the reason why. */
export class UnreadableTable {
  readonly #db: StoreDatabase;

  constructor(db: StoreDatabase) {
    this.#db = db;
  }

  /** How many there are. Without a condition SQLite adds up its pages and reads no row: 0.2 ms for 98,000. */
  get count(): number {
    return this.#db.get<[number]>('SELECT count(*) FROM unreadable')?.[0] ?? 0;
  }

  /** For showing, `most` of them from one on: of a row in an array file 'array.npz[12]'. */
  list(from = 0, most?: number): UnreadableFile[] {
    return this.#db
      .all<[string, number, string]>(
        'SELECT path, array_row, reason FROM unreadable ORDER BY id LIMIT ? OFFSET ?',
        most ?? NO_LIMIT,
        from,
      )
      .map(([path, arrayRow, reason]) => ({ path: arrayRow < 0 ? path : `${path}[${arrayRow}]`, reason }));
  }

  /** Those that were tried. */
  refusals(): Refusal[] {
    return this.#db
      .all<[number, string, number, number, number]>(
        'SELECT id, path, array_row, size, mtime FROM unreadable WHERE size IS NOT NULL ORDER BY id',
      )
      .map(([id, path, arrayRow, sizeBytes, modifiedMs]) => ({ id, path, arrayRow, sizeBytes, modifiedMs }));
  }

  /** Notes images that were tried, in place of what was said of them before. */
  refuse(images: readonly UnreadableImage[]): void {
    this.forget(images.map(({ source }) => source));
    for (const { source, reason } of images) {
      this.#add(source.path, arrayRowOf(source), reason, source.sizeBytes, source.modifiedMs);
    }
  }

  /** They could be read, or are judged anew. */
  forget(sources: readonly ImageSource[]): void {
    if (!this.#db.get('SELECT 1 FROM unreadable WHERE size IS NOT NULL LIMIT 1')) return;
    for (const source of sources) {
      this.#db.run(
        'DELETE FROM unreadable WHERE path = ? AND array_row = ? AND size IS NOT NULL',
        source.path,
        arrayRowOf(source),
      );
    }
  }

  remove(id: number): void {
    this.#db.run('DELETE FROM unreadable WHERE id = ?', id);
  }

  /** What a search saw to be no image, in place of what the last one saw. */
  replaceFound(files: readonly UnreadableFile[]): void {
    this.#db.run('DELETE FROM unreadable WHERE size IS NULL');
    for (const { path, reason } of files) this.#add(path, -1, reason, null, null);
  }

  #add(path: string, arrayRow: number, reason: string, size: number | null, mtime: number | null): void {
    this.#db.run(
      'INSERT INTO unreadable (path, array_row, reason, size, mtime) VALUES (?, ?, ?, ?, ?)',
      path,
      arrayRow,
      reason,
      size,
      mtime,
    );
  }
}
