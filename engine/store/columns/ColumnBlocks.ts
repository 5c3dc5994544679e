import { NO_CODE } from '../../../protocol/columns.ts';
import { BLOCKS_PER_COLUMN } from '../schema.ts';
import { STATE_COLUMN } from './ownColumns.ts';
import type { StoreDatabase } from '../StoreDatabase.ts';
import {
  blockRows,
  copyBytes,
  decodeBlock,
  emptyValues,
  encodeBlock,
  TEXT_END,
  textOfBlob,
  type BlockValues,
  type NumberArrays,
  type NumberType,
  type StoredType,
} from './blockLayout.ts';
import { blockStats } from './blockStats.ts';

/** What blocks need to know of their column. */
export interface BlockColumn {
  id: number;
  type: StoredType;
}

/** Category codes by how many more (or fewer) rows have them. */
export type CodeCounts = Map<number, number>;

/** The values of all columns, in blocks of consecutive rows. */
export class ColumnBlocks {
  readonly #db: StoreDatabase;

  constructor(db: StoreDatabase) {
    this.#db = db;
  }

  /** One block's values; a block that was never written has none. */
  read(column: BlockColumn, block: number): BlockValues {
    const row = this.#db.get<[Uint8Array]>('SELECT data FROM blocks WHERE id = ?', blockId(column, block));
    return decodeBlock(column.type, row?.[0] ?? null);
  }

  /** Numbers of rows from..to. */
  numbers<Type extends NumberType>(
    { id, type }: { id: number; type: Type },
    from: number,
    to: number,
  ): NumberArrays[Type] {
    const values = emptyValues(type, to - from);
    const rows = blockRows(type);
    for (const [block, data] of this.#blobs({ id, type }, from, to)) {
      const first = block * rows;
      copyBytes(data, values, Math.max(0, first - from), Math.max(0, from - first));
    }
    return values;
  }

  /** Numbers of rows in any order, [n]. */
  pick<Type extends NumberType>(
    column: { id: number; type: Type },
    rows: ArrayLike<number>,
  ): NumberArrays[Type] {
    const picked = emptyValues(column.type, rows.length);
    const perBlock = blockRows(column.type);
    const blocks = new Map<number, NumberArrays[Type]>();
    for (let at = 0; at < rows.length; at++) {
      const number = Math.floor(rows[at]! / perBlock);
      let block = blocks.get(number);
      if (!block) {
        block = this.numbers(column, number * perBlock, (number + 1) * perBlock);
        blocks.set(number, block);
      }
      picked[at] = block[rows[at]! - number * perBlock]!;
    }
    return picked;
  }

  /** Texts of rows from..to. */
  texts(column: BlockColumn, from: number, to: number): string[] {
    const texts = new Array<string>(to - from).fill('');
    for (const { first, text } of this.textBlocks(column, from, to)) {
      let row = first;
      for (const value of text.split(TEXT_END)) {
        if (row >= from && row < to) texts[row - from] = value;
        row += 1;
      }
    }
    return texts;
  }

  /** The blocks that hold texts of rows from..to, each as one string with TEXT_END between its rows, from `first` on. */
  textBlocks(column: BlockColumn, from: number, to: number): { first: number; text: string }[] {
    const rows = blockRows(column.type);
    return this.#blobs(column, from, to).map(([block, data]) => ({
      first: block * rows,
      text: textOfBlob(data),
    }));
  }

  /** For each row not 0 where it is gone. */
  states(from: number, to: number): Uint8Array<ArrayBuffer> {
    return this.numbers(STATE_COLUMN, from, to);
  }

  /**
   * Changes values of rows, block by block. Rows that follow each other cost least.
   * @param change puts the value of rows[at] into the block's values at an index
   * @returns by how much the counts of categories change
   */
  update(
    column: BlockColumn,
    rows: ArrayLike<number>,
    change: (values: BlockValues, index: number, at: number) => void,
  ): CodeCounts {
    const counts: CodeCounts = new Map();
    const perBlock = blockRows(column.type);
    for (let at = 0; at < rows.length;) {
      const block = Math.floor(rows[at]! / perBlock);
      const first = block * perBlock;
      const changeBlock = (values: BlockValues) => {
        for (; at < rows.length && rows[at]! >= first && rows[at]! < first + perBlock; at++) {
          change(values, rows[at]! - first, at);
        }
      };
      this.change(column, block, changeBlock, counts);
    }
    return counts;
  }

  /**
   * Changes the values of a block.
   * @param counts by how much the counts of categories change is added to these
   */
  change(
    column: BlockColumn,
    block: number,
    change: (values: BlockValues) => void,
    counts: CodeCounts = new Map(),
  ): void {
    const perBlock = blockRows(column.type);
    const values = this.read(column, block);
    const gone = column.type === 'state' ? null : this.#gone(block * perBlock, perBlock);
    const before = values instanceof Uint16Array ? values.slice() : null;
    change(values);
    if (before && values instanceof Uint16Array) {
      for (let i = 0; i < values.length; i++) {
        if (before[i] !== values[i] && !gone?.[i]) move(counts, before[i]!, values[i]!);
      }
    }
    this.#db.run(
      'INSERT OR REPLACE INTO blocks (id, data) VALUES (?, ?)',
      blockId(column, block),
      encodeBlock(column.type, values),
    );
    this.#setStats(column, block, values, gone);
  }

  /**
   * Counts anew the blocks of a column that hold rows from..to, some of which went or came back.
   * @param before their states before, [to-from]
   */
  recount(column: BlockColumn, from: number, to: number, before: Uint8Array): CodeCounts {
    const counts: CodeCounts = new Map();
    const perBlock = blockRows(column.type);
    for (const [block, data] of this.#blobs(column, from, to)) {
      const values = decodeBlock(column.type, data);
      const gone = this.#gone(block * perBlock, perBlock);
      if (values instanceof Uint16Array) {
        const offset = block * perBlock - from;
        for (let i = 0; i < values.length; i++) {
          const [was, is] = [before[offset + i] ? NO_CODE : values[i]!, gone?.[i] ? NO_CODE : values[i]!];
          if (was !== is) move(counts, was, is);
        }
      } else {
        this.#setStats(column, block, values, gone);
      }
    }
    return counts;
  }

  /** What the blocks of a column say together. */
  stats(id: number): { known: number; min: number | null; max: number | null } {
    const [known, min, max] = this.#db.get<[number | null, number | null, number | null]>(
      'SELECT sum(known), min(min), max(max) FROM block_stats WHERE id >= ? AND id < ?',
      id * BLOCKS_PER_COLUMN,
      (id + 1) * BLOCKS_PER_COLUMN,
    ) ?? [0, null, null];
    return { known: known ?? 0, min, max };
  }

  remove(id: number): void {
    const ids = [id * BLOCKS_PER_COLUMN, (id + 1) * BLOCKS_PER_COLUMN];
    this.#db.run('DELETE FROM blocks WHERE id >= ? AND id < ?', ...ids);
    this.#db.run('DELETE FROM block_stats WHERE id >= ? AND id < ?', ...ids);
  }

  #setStats(column: BlockColumn, block: number, values: BlockValues, gone: Uint8Array | null): void {
    const { known, min, max } = blockStats(column.type, values, gone);
    this.#db.run(
      'INSERT OR REPLACE INTO block_stats (id, known, min, max) VALUES (?, ?, ?, ?)',
      ...[blockId(column, block), known, min, max],
    );
  }

  /** For rows from..to not 0 where they are gone; null where no row is. */
  #gone(from: number, count: number): Uint8Array | null {
    const [gone] = this.#db.get<[number]>('SELECT gone FROM collection') ?? [0];
    return gone === 0 ? null : this.states(from, from + count);
  }

  #blobs(column: BlockColumn, from: number, to: number): [block: number, data: Uint8Array][] {
    if (to <= from) return [];
    const rows = blockRows(column.type);
    const firstId = column.id * BLOCKS_PER_COLUMN;
    return this.#db
      .all<[number, Uint8Array]>(
        'SELECT id, data FROM blocks WHERE id BETWEEN ? AND ?',
        firstId + Math.floor(from / rows),
        firstId + Math.floor((to - 1) / rows),
      )
      .map(([id, data]) => [id - firstId, data]);
  }
}

const blockId = ({ id }: BlockColumn, block: number) => id * BLOCKS_PER_COLUMN + block;

/** A row has another code. */
function move(counts: CodeCounts, before: number, after: number): void {
  counts.set(before, (counts.get(before) ?? 0) - 1);
  counts.set(after, (counts.get(after) ?? 0) + 1);
}
