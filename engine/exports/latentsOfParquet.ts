import { parquetMetadata, parquetRead, type ColumnData, type FileMetaData } from 'hyparquet';
import type { Latents } from './Latents.ts';
import { latentColumns } from './latentColumns.ts';

/** Numbers of z that are read at most, 2 GB of them. */
const MAX_VALUES = 2 ** 29;
const NUMBER_TYPES: ReadonlySet<string | undefined> = new Set(['FLOAT', 'DOUBLE', 'INT32', 'INT64']);
const CODECS: ReadonlySet<string> = new Set(['UNCOMPRESSED', 'SNAPPY']);

/**
 * z from a Parquet file as parquetOfTable writes it, or another with the same columns.
 * @throws Error in words
 */
export async function latentsOfParquet(bytes: Uint8Array, asked: number | null): Promise<Latents> {
  const metadata = readMetadata(bytes);
  // Nested columns have their parts in the schema; those of a table lie directly below its root.
  const [root, ...columns] = metadata.schema;
  const isFlat = root?.num_children === columns.length;
  const names = columns.map(({ name }) => name);
  if (!isFlat) throw new Error('has nested columns; expected one column for each number of z');
  const found = latentColumns(names, asked);
  const latentSize = found.z.length;
  const count = Number(metadata.num_rows);
  requireReadable(metadata, count, latentSize);
  const zNames = found.z.map((at, d) => {
    const { type, logical_type: logical } = columns[at] ?? {};
    if (!NUMBER_TYPES.has(type) || logical !== undefined)
      throw new Error(`has no numbers in its column z${d + 1}; expected floats`);
    return names[at] ?? '';
  });
  const path = found.path === null ? undefined : columns[found.path];
  const pathName = path?.type === 'BYTE_ARRAY' ? [path.name] : [];
  const chunks = await readColumns(bytes, metadata, [...zNames, ...pathName]);

  const z = new Float32Array(count * latentSize);
  const paths = pathName.length > 0 ? new Array<string>(count).fill('') : null;
  const filled = new Map<string, number>();
  for (const { columnName, columnData, rowStart } of chunks) {
    const length = Math.max(0, Math.min(columnData.length, count - rowStart));
    filled.set(columnName, (filled.get(columnName) ?? 0) + length);
    const d = zNames.indexOf(columnName);
    for (let i = 0; i < length; i++) {
      const value: unknown = columnData[i];
      if (d >= 0) z[(rowStart + i) * latentSize + d] = numberOf(value);
      else if (paths && typeof value === 'string') paths[rowStart + i] = value;
    }
  }
  for (const name of [...zNames, ...pathName]) {
    const rows = filled.get(name) ?? 0;
    if (rows !== count) throw new Error(`is damaged: its column ${name} has ${rows} of ${count} rows`);
  }
  return { z, latentSize, paths };
}

function readMetadata(bytes: Uint8Array): FileMetaData {
  try {
    return parquetMetadata(bytes, { geoparquet: false });
  } catch (error) {
    throw new Error('is cut short or damaged: its Parquet footer cannot be read', { cause: error });
  }
}

/** Everything that the footer alone shows to be unreadable, before memory is asked for. */
function requireReadable(metadata: FileMetaData, count: number, latentSize: number): void {
  const groups = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (!Number.isSafeInteger(count) || count < 0 || count !== groups)
    throw new Error(`is damaged: it claims ${count} rows, and its parts ${groups}`);
  if (count * latentSize > MAX_VALUES)
    throw new Error(`claims ${count} rows of ${latentSize} numbers; at most ${MAX_VALUES} numbers are read`);
  const codecs = metadata.row_groups.flatMap(({ columns }) =>
    columns.map((column) => column.meta_data?.codec ?? 'UNCOMPRESSED'),
  );
  const unknown = codecs.find((codec) => !CODECS.has(codec));
  if (unknown !== undefined)
    throw new Error(`is compressed with ${unknown}; write it with Snappy or uncompressed`);
}

async function readColumns(
  bytes: Uint8Array,
  metadata: FileMetaData,
  columns: string[],
): Promise<ColumnData[]> {
  const file = {
    byteLength: bytes.byteLength,
    // A copy: a Buffer's own slice() shares the memory of others.
    slice: (from: number, to?: number) => new Uint8Array(bytes.subarray(from, to)).buffer,
  };
  const chunks: ColumnData[] = [];
  try {
    await parquetRead({
      file,
      metadata,
      columns,
      geoparquet: false,
      onChunk: (chunk) => void chunks.push(chunk),
    });
  } catch (error) {
    throw new Error('is damaged: its Parquet pages cannot be read', { cause: error });
  }
  return chunks;
}

const numberOf = (value: unknown): number =>
  typeof value === 'number' || typeof value === 'bigint' ? Number(value) : NaN;
