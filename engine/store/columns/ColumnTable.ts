import {
  LABEL_COLUMN,
  NOTE_COLUMN,
  type ColumnInfo,
  type ColumnOrigin,
  type ColumnType,
} from '../../../protocol/columns.ts';
import { EngineError } from '../../../protocol/EngineError.ts';
import { FIRST_COLUMN_ID } from './ownColumns.ts';
import type { StoreDatabase } from '../StoreDatabase.ts';
import { CategoryTable } from './CategoryTable.ts';
import type { ColumnBlocks } from './ColumnBlocks.ts';

/** A column as a caller describes it. */
export interface ColumnDefinition {
  name: string;
  type: ColumnType;
  origin: ColumnOrigin;
  /** What it says, in a sentence. */
  words?: string;
  /** 'dB', 'px' */
  unit?: string;
}

/** A column as the store has it. */
export interface StoredColumn extends Required<ColumnDefinition> {
  id: number;
  /** What a metadata file or an operation calls it. */
  sourceKey: string | null;
  /** Grows when values of rows that were there change; no two columns ever have the same. */
  version: number;
  /** Grows at any change, also when rows are added. */
  stamp: number;
}

type ColumnRow = [number, string, string | null, ColumnType, ColumnOrigin, string, string, number, number];
const FIELDS = 'id, name, source_key, type, origin, words, unit, version, stamp';

/** Which columns there are. */
export class ColumnTable {
  readonly categories: CategoryTable;
  readonly #db: StoreDatabase;
  readonly #blocks: ColumnBlocks;
  /** By column id, as of a stamp. */
  readonly #infos = new Map<number, { stamp: number; info: ColumnInfo }>();

  constructor(db: StoreDatabase, blocks: ColumnBlocks) {
    this.#db = db;
    this.#blocks = blocks;
    this.categories = new CategoryTable(db);
    db.onRollback(() => {
      this.categories.forget();
      this.#infos.clear();
    });
  }

  list(): StoredColumn[] {
    return this.#db.all<ColumnRow>(`SELECT ${FIELDS} FROM columns ORDER BY id`).map(storedColumn);
  }

  find(name: string): StoredColumn | null {
    const row = this.#db.get<ColumnRow>(`SELECT ${FIELDS} FROM columns WHERE name = ?`, name);
    return row ? storedColumn(row) : null;
  }

  /** @throws EngineError 'bad-request' where there is no such column */
  get(name: string): StoredColumn {
    const column = this.find(name);
    if (column) return column;
    const names = this.list().map((other) => `"${other.name}"`);
    throw new EngineError(
      'bad-request',
      `There is no column "${name}"; there ${names.length === 0 ? 'are none' : `is ${names.join(', ')}`}.`,
    );
  }

  add(definition: ColumnDefinition, sourceKey: string | null = null): StoredColumn {
    const { name, type, origin, words = '', unit = '' } = definition;
    const isFirst = this.#db.get('SELECT 1 FROM sqlite_sequence WHERE name = ?', 'columns') === undefined;
    const stamp = this.#nextStamp();
    this.#db.run(
      `INSERT INTO columns (${FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[isFirst ? FIRST_COLUMN_ID : null, name, sourceKey, type, origin, words, unit, stamp, stamp],
    );
    return this.get(name);
  }

  /** The name, or with a number after it where another column has it or will have it. */
  freeName(name: string): string {
    for (let number = 2, free = name; ; number++) {
      if (free !== LABEL_COLUMN && free !== NOTE_COLUMN && !this.find(free)) return free;
      free = `${name} ${number}`;
    }
  }

  rename({ id }: StoredColumn, name: string): void {
    this.#db.run('UPDATE columns SET name = ?, stamp = ? WHERE id = ?', name, this.#nextStamp(), id);
  }

  /** An empty column to be filled and to take the place of one. */
  addSuccessor(column: StoredColumn, changes: Partial<ColumnDefinition>): StoredColumn {
    return this.add({ ...column, ...changes, name: `${column.name}\0` });
  }

  /** The successor takes the column's name and place. */
  replace({ id, name, sourceKey }: StoredColumn, successor: StoredColumn): void {
    this.remove({ id });
    this.#db.run('UPDATE columns SET name = ?, source_key = ? WHERE id = ?', name, sourceKey, successor.id);
  }

  /** Takes its values away too. */
  remove({ id }: Pick<StoredColumn, 'id'>): void {
    this.#blocks.remove(id);
    this.categories.clear(id);
    this.#db.run('DELETE FROM columns WHERE id = ?', id);
  }

  /**
   * Notes that its values changed.
   * @param inPlace whether of rows that were there before
   */
  changed({ id }: StoredColumn, inPlace: boolean): void {
    const [before] = this.#db.get<[number]>('SELECT stamp FROM columns WHERE id = ?', id) ?? [0];
    const stamp = this.#nextStamp();
    this.#db.run('UPDATE columns SET stamp = ? WHERE id = ?', stamp, id);
    if (inPlace) this.#db.run('UPDATE columns SET version = stamp WHERE id = ?', id);
    this.categories.follow(id, before, stamp);
  }

  info(column: StoredColumn): ColumnInfo {
    const known = this.#infos.get(column.id);
    if (known?.stamp === column.stamp) return known.info;
    const { id, name, type, origin, words, unit, version } = column;
    const categories = type === 'category' ? this.categories.list(id) : [];
    const stats = this.#blocks.stats(id);
    const info: ColumnInfo = {
      ...{ name, type, origin, words, unit, version, categories },
      known: type === 'category' ? categories.reduce((sum, { count }) => sum + count, 0) : stats.known,
      range: stats.min === null || stats.max === null ? null : [stats.min, stats.max],
    };
    this.#infos.set(id, { stamp: column.stamp, info });
    return info;
  }

  #nextStamp(): number {
    const [changes] = this.#db.get<[number]>(
      'UPDATE collection SET changes = changes + 1 RETURNING changes',
    ) ?? [0];
    return changes;
  }
}

function storedColumn([
  id,
  name,
  sourceKey,
  type,
  origin,
  words,
  unit,
  version,
  stamp,
]: ColumnRow): StoredColumn {
  return { id, name, sourceKey, type, origin, words, unit, version, stamp };
}
