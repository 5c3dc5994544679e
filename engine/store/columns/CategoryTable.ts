import { NO_CODE, type ColumnCategory } from '../../../protocol/columns.ts';
import type { StoreDatabase } from '../StoreDatabase.ts';
import { TEXT_END } from './blockLayout.ts';
import type { CodeCounts } from './ColumnBlocks.ts';

/** Codes are 16 bits and the last one means none. */
export const MAX_CATEGORIES = NO_CODE;

/** What the codes of category columns mean, and how many rows have each. Codes stay what they are. */
export class CategoryTable {
  readonly #db: StoreDatabase;
  /** By column id, as of a stamp of the column. */
  readonly #codes = new Map<number, { stamp: number; codes: Map<string, number> }>();

  constructor(db: StoreDatabase) {
    this.#db = db;
  }

  list(columnId: number): ColumnCategory[] {
    // All names as one text: 65,535 rows would take several times as long.
    const [names, counts] = this.#db.get<[string | null, string | null]>(
      `SELECT group_concat(name, char(0)), group_concat(count, ' ')
       FROM (SELECT name, count FROM categories WHERE column_id = ? ORDER BY code)`,
      columnId,
    ) ?? [null, null];
    if (names === null || counts === null) return [];
    const countOf = counts.split(' ');
    return names.split(TEXT_END).map((name, code) => ({ name, count: Number(countOf[code]) }));
  }

  /** Names to codes, new ones as they come; null once the codes are used up. Good until the transaction ends. */
  codeOf(columnId: number): (name: string) => number | null {
    const codes = this.#codesOf(columnId);
    return (name) => {
      const code = codes.get(name);
      if (code !== undefined) return code;
      if (codes.size >= MAX_CATEGORIES) return null;
      const next = codes.size;
      this.#db.run('INSERT INTO categories (column_id, code, name) VALUES (?, ?, ?)', columnId, next, name);
      codes.set(name, next);
      return next;
    };
  }

  /** Whether there are codes left for all these names. */
  hasRoomFor(columnId: number, names: ReadonlySet<string>): boolean {
    const codes = this.#codesOf(columnId);
    let more = 0;
    for (const name of names) if (!codes.has(name)) more += 1;
    return codes.size + more <= MAX_CATEGORIES;
  }

  addCounts(columnId: number, counts: CodeCounts): void {
    for (const [code, more] of counts) {
      if (more === 0 || code === NO_CODE) continue;
      this.#db.run(
        'UPDATE categories SET count = count + ? WHERE column_id = ? AND code = ?',
        more,
        columnId,
        code,
      );
    }
  }

  clear(columnId: number): void {
    this.#db.run('DELETE FROM categories WHERE column_id = ?', columnId);
    this.#codes.delete(columnId);
  }

  /** This process changed a column itself, from one stamp to the next: what it remembers of it is still right. */
  follow(columnId: number, stamp: number, next: number): void {
    const known = this.#codes.get(columnId);
    if (known?.stamp === stamp) known.stamp = next;
  }

  /** A transaction failed: codes that it gave were never given. */
  forget(): void {
    this.#codes.clear();
  }

  #codesOf(columnId: number): Map<string, number> {
    const [stamp] = this.#db.get<[number]>('SELECT stamp FROM columns WHERE id = ?', columnId) ?? [-1];
    let known = this.#codes.get(columnId);
    if (known?.stamp !== stamp) {
      const names = this.list(columnId).map(({ name }, code): [string, number] => [name, code]);
      known = { stamp, codes: new Map(names) };
      this.#codes.set(columnId, known);
    }
    return known.codes;
  }
}
