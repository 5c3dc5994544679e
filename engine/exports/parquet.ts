import { parquetWriteBuffer } from 'hyparquet-writer';
import type { TableColumn } from './TableColumn.ts';

/** A table as a Parquet file: STRING, DOUBLE and FLOAT columns, null for no value. */
export function parquetOfTable(columns: readonly TableColumn[]): Uint8Array {
  const columnData = columns.map(({ name, type, values }) => {
    if (type === 'text') return { name, type: 'STRING' as const, data: [...values], nullable: true };
    if (type === 'float32') return { name, type: 'FLOAT' as const, data: values, nullable: false };
    const data = values.some(Number.isNaN)
      ? Array.from(values, (value) => (Number.isNaN(value) ? null : value))
      : values;
    return { name, type: 'DOUBLE' as const, data, nullable: true };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}
