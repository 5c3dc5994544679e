import { ColumnBlocks } from './columns/ColumnBlocks.ts';
import { ColumnTable } from './columns/ColumnTable.ts';
import { RowTable } from './RowTable.ts';
import type { StoreDatabase } from './StoreDatabase.ts';
import { UnreadableTable } from './UnreadableTable.ts';

/** The tables of one collection.sqlite. */
export class StoreTables {
  readonly db: StoreDatabase;
  readonly rows: RowTable;
  readonly blocks: ColumnBlocks;
  readonly columns: ColumnTable;
  readonly unreadable: UnreadableTable;

  constructor(db: StoreDatabase) {
    this.db = db;
    this.rows = new RowTable(db);
    this.blocks = new ColumnBlocks(db);
    this.columns = new ColumnTable(db, this.blocks);
    this.unreadable = new UnreadableTable(db);
  }
}
