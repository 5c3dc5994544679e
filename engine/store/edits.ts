import { NOTE_COLUMN, type ColumnValue } from '../../protocol/columns.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import type { RowRanges } from '../../protocol/rowRanges.ts';
import type { ColumnDefinition, StoredColumn } from './columns/ColumnTable.ts';
import { blockRows } from './columns/blockLayout.ts';
import { flagsSet } from './columns/blockStats.ts';
import { pushRows, rowPieces } from './columns/rowPieces.ts';
import { columnValues } from './columns/readValues.ts';
import { writeValues } from './columns/writeValues.ts';
import { readCursor } from './StoreInfo.ts';
import type { StoreTables } from './StoreTables.ts';

/** What a person and operations change of a collection, each within a transaction. */

const NOTE_WORDS = 'What a person wrote about an image.';

/**
 * Sets or clears a tag, which is made by being set.
 * @returns the rows for which that was a change: to undo it, set the tag of these the other way; where the tag was
 * made, remove it
 */
export function setTag(
  tables: StoreTables,
  name: string,
  ranges: RowRanges,
  on: boolean,
): { changed: RowRanges; isNew: boolean } {
  checkRows(tables, ranges);
  const known = findTag(tables, name);
  if (!known && !on) return { changed: [], isNew: false };
  const tag = known ?? tables.columns.add({ name, type: 'flag', origin: 'person' });
  const changed: [number, number][] = [];
  const size = blockRows(tag.type);
  for (const [block, pieces] of rowPieces(ranges, size)) {
    const first = block * size;
    tables.blocks.change(tag, block, (values) => {
      for (const [from, to] of pieces) {
        if (values instanceof Uint8Array) setFlags(values, first, from, to, Number(on), changed);
      }
    });
  }
  if (changed.length > 0) tables.columns.changed(tag, true);
  return { changed, isNew: known === null };
}

/** Sets the flags of rows from..to (exclusive) in a block that begins at a row, and notes the rows that had another. */
function setFlags(
  flags: Uint8Array,
  first: number,
  from: number,
  to: number,
  flag: number,
  changed: [number, number][],
): void {
  const piece = flags.subarray(from - first, to - first);
  const { none, all } = flagsSet(piece);
  if (flag === 1 ? all : none) return;
  if (flag === 1 ? none : all) {
    pushRows(changed, from, to);
    piece.fill(flag);
    return;
  }
  for (let index = 0; index < piece.length; index++) {
    // Of a tag, unknown is not set.
    if (Number(piece[index] === 1) === flag) continue;
    piece[index] = flag;
    pushRows(changed, from + index, from + index + 1);
  }
}

/** @returns the rows that had it, for undoing that */
export function removeTag(tables: StoreTables, name: string): { removed: RowRanges } {
  const tag = getTag(tables, name);
  const { values } = columnValues(tables, tag, 0, readCursor(tables.db).rows);
  const removed: [number, number][] = [];
  for (let row = 0; row < values.length; row++) if (values[row] === 1) pushRows(removed, row, row + 1);
  tables.columns.remove(tag);
  return { removed };
}

/** @throws EngineError 'bad-request' where there is no such tag, or a column of the new name */
export function renameTag(tables: StoreTables, name: string, newName: string): void {
  const tag = getTag(tables, name);
  if (newName === name) return;
  if (findTag(tables, newName)) {
    throw new EngineError('bad-request', `There is a tag "${newName}" already; choose another name.`);
  }
  tables.columns.rename(tag, newName);
}

/** @returns what it was, for undoing that */
export function setNote(tables: StoreTables, row: number, text: string): string {
  checkRows(tables, [[row, row + 1]]);
  const { columns } = tables;
  const notes =
    columns.find(NOTE_COLUMN) ??
    columns.add({ name: NOTE_COLUMN, type: 'text', origin: 'person', words: NOTE_WORDS });
  const { values } = columnValues(tables, notes, row, row + 1);
  writeValues(tables, notes, [row], () => text, true);
  return String(values[0] ?? '');
}

/**
 * Writes values that an operation computed, some rows at a time; the column is made by the first.
 * @param values [n], as a person reads them: text, category names, numbers, ms since 1970, booleans; null or NaN for none
 * @returns the name the column has: another where what people or their files brought has this one already
 */
export function writeColumn(
  tables: StoreTables,
  definition: ColumnDefinition,
  rows: ArrayLike<number>,
  values: ArrayLike<ColumnValue>,
): string {
  if (rows.length !== values.length) {
    throw new EngineError(
      'bad-request',
      `Column "${definition.name}": expected a value for each of ${rows.length} rows, got ${values.length}.`,
    );
  }
  checkEachRow(tables, rows);
  const column = findOwn(tables, definition) ?? addOwn(tables, definition);
  if (column.type !== definition.type) {
    throw new EngineError(
      'bad-request',
      `Column "${column.name}" is of type ${column.type}, and ${definition.type} was to be written; start it anew.`,
    );
  }
  writeValues(tables, column, rows, (at) => values[at] ?? null, true);
  return column.name;
}

/**
 * Makes an operation's column empty, of the type and with the words that it has now, before it is computed anew.
 * @returns the name it has
 */
export function startColumn(tables: StoreTables, definition: ColumnDefinition): string {
  const { columns } = tables;
  const column = findOwn(tables, definition);
  if (!column) return addOwn(tables, definition).name;
  const { type, words = '', unit = '' } = definition;
  columns.replace(column, columns.addSuccessor(column, { type, words, unit }));
  return column.name;
}

/** @throws EngineError 'bad-request' where there is no such column, or it comes with the images */
export function removeColumn(tables: StoreTables, name: string): void {
  const column = tables.columns.get(name);
  if (column.origin === 'images' || column.origin === 'metadata') {
    throw new EngineError(
      'bad-request',
      `Column "${name}" comes with the images; take it out of their metadata file and open them again.`,
    );
  }
  tables.columns.remove(column);
}

/** @throws EngineError 'bad-request' for rows that there are not */
export function checkRows({ db }: StoreTables, ranges: RowRanges): void {
  const { rows } = readCursor(db);
  for (const [from, to] of ranges) {
    if (Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from < to && to <= rows) continue;
    throw new EngineError(
      'bad-request',
      `Rows ${from} to ${to - 1}: expected rows within the ${rows} that there are, counted from 0.`,
    );
  }
}

/** @throws EngineError 'bad-request' for a row that there is not */
export function checkEachRow(tables: StoreTables, rows: ArrayLike<number>): void {
  const { rows: count } = readCursor(tables.db);
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!;
    if (!(row >= 0 && row < count && Number.isInteger(row))) checkRows(tables, [[row, row + 1]]);
  }
}

/** The column that an operation calls so. */
function findOwn({ columns }: StoreTables, { name, origin }: ColumnDefinition): StoredColumn | null {
  return columns.list().find((column) => column.origin === origin && column.sourceKey === name) ?? null;
}

function addOwn({ columns }: StoreTables, definition: ColumnDefinition): StoredColumn {
  return columns.add({ ...definition, name: columns.freeName(definition.name) }, definition.name);
}

function findTag({ columns }: StoreTables, name: string): StoredColumn | null {
  if (name.trim() === '' || name.includes('\0')) {
    throw new EngineError('bad-request', 'A tag needs a name.');
  }
  const column = columns.find(name);
  if (column && (column.origin !== 'person' || column.type !== 'flag')) {
    throw new EngineError(
      'bad-request',
      `There is a column "${name}" already, which is no tag; choose another name for the tag.`,
    );
  }
  return column;
}

function getTag(tables: StoreTables, name: string): StoredColumn {
  const tag = findTag(tables, name);
  if (!tag) throw new EngineError('bad-request', `There is no tag "${name}".`);
  return tag;
}
