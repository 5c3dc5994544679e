import { COLUMN_NAME_PARAMETER, COLUMN_PATH } from '../../protocol/wire.ts';
import { fetchOfCollection } from './fetchOfCollection.ts';
import type { ColumnInfo, ColumnValues } from '../../protocol/columns.ts';

/**
 * Values of a column, rows `from`..`to` (exclusive), laid out as protocol/columns.ts says.
 * @param id the collection they are expected from; throws CollectionGone when another one is open
 */
export async function fetchColumn(
  id: string,
  { name, type }: Pick<ColumnInfo, 'name' | 'type'>,
  from: number,
  to: number,
): Promise<ColumnValues> {
  const response = await fetchOfCollection(COLUMN_PATH, id, { [COLUMN_NAME_PARAMETER]: name, from, to });
  const column = readColumn(type, await response.arrayBuffer());
  if (column.values.length !== to - from) {
    throw new Error(
      `Expected ${to - from} values of "${name}" for rows ${from}..${to}, got ${column.values.length}.`,
    );
  }
  return column;
}

function readColumn(type: ColumnInfo['type'], bytes: ArrayBuffer): ColumnValues {
  if (type === 'category' || type === 'flag') return { type, values: new Uint16Array(bytes) };
  if (type === 'number' || type === 'date') return { type, values: new Float64Array(bytes) };
  const values: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (!Array.isArray(values))
    throw new Error('Expected the texts of a column as a list, got something else.');
  return { type, values: values.map(String) };
}
