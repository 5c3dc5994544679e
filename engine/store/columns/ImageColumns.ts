import { LABEL_COLUMN, type ColumnType } from '../../../protocol/columns.ts';
import type { ImageSource } from '../../images/ImageSource.ts';
import { NAME_COLUMN } from './ownColumns.ts';
import type { StoreTables } from '../StoreTables.ts';
import { blockRows } from './blockLayout.ts';
import { MAX_CATEGORIES } from './CategoryTable.ts';
import type { StoredColumn } from './ColumnTable.ts';
import { CellSurvey } from './inferType.ts';
import { readCell, writeCell } from './readCell.ts';
import { columnValues, valueReader } from './readValues.ts';
import { oneText, writeValues } from './writeValues.ts';

const LABEL_WORDS = 'The sub-folder an image lies in, or its label in a metadata file.';

/** What is known of images besides z: name, label and metadata, in columns of the types that the metadata has. */
export class ImageColumns {
  readonly #tables: StoreTables;

  constructor(tables: StoreTables) {
    this.#tables = tables;
  }

  /**
   * Makes columns for the metadata of these images, and widens those that a cell does not fit into. The more images at
   * once, the better the types. Within a transaction.
   * @returns whether values that were there are of another type now, and should be written again as they were
   */
  prepare(images: Iterable<ImageSource>, rowCount: number): boolean {
    const { columns } = this.#tables;
    const known = new Map(
      columns.list().map((column) => [column.origin === 'metadata' ? column.sourceKey : null, column]),
    );
    const surveys = new Map<string, CellSurvey>();
    let hasLabels = false;
    for (const { label, metadata } of images) {
      hasLabels ||= label !== null;
      for (const key in metadata) {
        let survey = surveys.get(key);
        if (!survey) {
          const isCategory = known.get(key)?.type === 'category';
          survey = isCategory ? new CellSurvey(MAX_CATEGORIES + 1) : new CellSurvey();
          surveys.set(key, survey);
        }
        survey.add(metadata[key]!);
      }
    }
    if (hasLabels && !columns.find(LABEL_COLUMN)) {
      columns.add({ name: LABEL_COLUMN, type: 'category', origin: 'images', words: LABEL_WORDS });
    }
    let widened = false;
    for (const [key, survey] of surveys) {
      if (survey.isEmpty) continue;
      const column = known.get(key);
      if (!column) {
        columns.add({ name: columns.freeName(key), type: survey.type, origin: 'metadata' }, key);
      } else if (!this.#hasRoom(column, survey)) {
        this.#widen(column, survey, rowCount);
        widened = true;
      }
    }
    return widened;
  }

  /**
   * Writes names, labels and metadata of rows, within a transaction. Columns that are missing are made, and those that a
   * value does not fit into are widened.
   * @param rows [n], of the images in turn
   */
  write(rows: ArrayLike<number>, images: readonly ImageSource[], inPlace: boolean, rowCount: number): void {
    this.#tables.blocks.update(NAME_COLUMN, rows, (values, index, at) => {
      values[index] = oneText(images[at]!.name);
    });
    if (this.#hasNewColumns(images)) this.prepare(images, rowCount);
    if (this.#writeColumns(rows, images, inPlace)) return;
    this.prepare(images, rowCount);
    this.#writeColumns(rows, images, inPlace);
  }

  /** @returns whether every value had its place */
  #writeColumns(rows: ArrayLike<number>, images: readonly ImageSource[], inPlace: boolean): boolean {
    let fits = true;
    for (const column of this.#tables.columns.list()) {
      const { sourceKey, type, origin } = column;
      if (origin === 'images') {
        writeValues(this.#tables, column, rows, (at) => images[at]!.label, inPlace);
      } else if (origin === 'metadata' && sourceKey !== null) {
        const valueAt = (at: number) => {
          const { metadata } = images[at]!;
          const value = readCell(type, Object.hasOwn(metadata, sourceKey) ? metadata[sourceKey]! : '');
          fits &&= value !== undefined;
          return value ?? null;
        };
        const isFull = !writeValues(this.#tables, column, rows, valueAt, inPlace);
        fits &&= !isFull;
      }
      if (!fits) return false;
    }
    return true;
  }

  #hasNewColumns(images: readonly ImageSource[]): boolean {
    const columns = this.#tables.columns.list();
    const keys = new Set(columns.map(({ origin, sourceKey }) => (origin === 'metadata' ? sourceKey : null)));
    const hasLabels = columns.some(({ origin }) => origin === 'images');
    return images.some(({ label, metadata }) => {
      if (label !== null && !hasLabels) return true;
      for (const key in metadata) if (metadata[key] !== '' && !keys.has(key)) return true;
      return false;
    });
  }

  #hasRoom(column: StoredColumn, survey: CellSurvey): boolean {
    if (!survey.fits(column.type)) return false;
    return (
      column.type !== 'category' || this.#tables.columns.categories.hasRoomFor(column.id, survey.distinct)
    );
  }

  /** Gives a column the type that fits its values and the surveyed ones. */
  #widen(column: StoredColumn, survey: CellSurvey, rowCount: number): void {
    const { columns } = this.#tables;
    for (const cells of this.#cells(column, rowCount)) for (const cell of cells.cells) survey.add(cell);
    const type: ColumnType = column.type === 'category' ? 'text' : survey.type;
    const successor = columns.addSuccessor(column, { type });
    for (const { rows, cells } of this.#cells(column, rowCount)) {
      writeValues(this.#tables, successor, rows, (at) => readCell(type, cells[at]!) ?? null, true);
    }
    columns.replace(column, successor);
  }

  /** A column's values as a metadata file would say them, some rows at a time. */
  *#cells(column: StoredColumn, rowCount: number): Generator<{ rows: number[]; cells: string[] }> {
    const step = blockRows('number');
    for (let from = 0; from < rowCount; from += step) {
      const to = Math.min(rowCount, from + step);
      const read = valueReader(this.#tables, column, columnValues(this.#tables, column, from, to));
      const rows = Array.from({ length: to - from }, (_, at) => from + at);
      yield { rows, cells: rows.map((_, at) => writeCell(column.type, read(at))) };
    }
  }
}
