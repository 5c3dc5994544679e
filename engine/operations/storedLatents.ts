import { LABEL_COLUMN, NO_CODE, type ColumnInfo, type ColumnValues } from '../../protocol/columns.ts';
import { rowPath } from '../../protocol/imageSource.ts';
import { imageNames, type LatentTable } from '../exports/LatentTable.ts';
import { ownNames } from '../exports/ownNames.ts';
import type { TableColumn } from '../exports/TableColumn.ts';
import type { CollectionStore } from '../store/CollectionStore.ts';
import { spansOf } from './chosenRows.ts';

const ROWS_AT_ONCE = 8192;

/**
 * z, path and label of rows, with what their columns say.
 * @param rows ascending
 * @param wanted names of columns; all when absent
 * @param onRows told how many have been read; may throw to give up
 */
export async function storedLatents(
  store: CollectionStore,
  rows: Uint32Array<ArrayBuffer>,
  wanted: readonly string[] | undefined,
  onRows: (done: number) => Promise<void>,
): Promise<LatentTable> {
  const { latentSize } = store;
  const z = new Float32Array(rows.length * latentSize);
  const [paths, labels]: [string[], string[]] = [[], []];
  const infos = store
    .columns()
    .filter(({ name }) => name !== LABEL_COLUMN && (wanted?.includes(name) ?? true));
  const columns = infos.map((info) => new ReadColumn(info, rows.length));
  let at = 0;
  for (const span of spansOf(rows, ROWS_AT_ONCE)) {
    z.set(await store.latentsOf(span.rows), at * latentSize);
    const sources = store.sources(span.from, span.to);
    for (const row of span.rows) {
      const source = sources[row - span.from]!;
      // One that was drawn from the prior has a name and no file.
      paths.push(source.path === '' ? source.name : rowPath(source));
      labels.push(source.label ?? '');
    }
    for (const column of columns) {
      column.add(store.columnValues(column.info.name, span.from, span.to), span.rows, span.from);
    }
    at = span.done;
    await onRows(at);
  }
  const names = imageNames(paths, labels);
  const more = columns.map(({ column }) => column);
  return { count: rows.length, latentSize, z, names, more: ownNames(more, names) };
}

/** A column of the collection on its way to one of a table. */
class ReadColumn {
  readonly info: ColumnInfo;
  readonly column: TableColumn;
  readonly #texts: (string | null)[] = [];
  readonly #flags: (boolean | null)[] = [];
  readonly #numbers: Float64Array<ArrayBuffer>;
  #count = 0;

  constructor(info: ColumnInfo, count: number) {
    this.info = info;
    const { name, type } = info;
    const isNumeric = type === 'number' || type === 'date';
    this.#numbers = new Float64Array(isNumeric ? count : 0);
    this.column = isNumeric
      ? { name, type, values: this.#numbers }
      : type === 'flag'
        ? { name, type, values: this.#flags }
        : { name, type: 'text', values: this.#texts };
  }

  /** @param read values of rows from `from` on */
  add(read: ColumnValues, rows: Iterable<number>, from: number): void {
    for (const row of rows) {
      const value = read.values[row - from];
      if (read.type === 'number' || read.type === 'date') this.#numbers[this.#count++] = Number(value ?? NaN);
      else if (read.type === 'text') this.#texts.push(read.values[row - from] || null);
      else if (read.type === 'flag') this.#flags.push(value === NO_CODE ? null : value === 1);
      else this.#texts.push(this.info.categories[Number(value)]?.name ?? null);
    }
  }
}
