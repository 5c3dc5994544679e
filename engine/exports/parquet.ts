import { parquetWriteBuffer } from 'hyparquet-writer';
import type { TableColumn } from './TableColumn.ts';

/** A table as a Parquet file: STRING, DOUBLE, FLOAT, BOOLEAN and TIMESTAMP (ms) columns, null for no value. */
export function parquetOfTable(columns: readonly TableColumn[]): Uint8Array {
  return new Uint8Array(parquetWriteBuffer({ columnData: columns.map(parquetColumn) }));
}

function parquetColumn(column: TableColumn) {
  const { name } = column;
  switch (column.type) {
    case 'text':
      return { name, type: 'STRING' as const, data: [...column.values], nullable: true };
    case 'flag':
      return { name, type: 'BOOLEAN' as const, data: [...column.values], nullable: true };
    case 'float32':
      return { name, type: 'FLOAT' as const, data: column.values, nullable: false };
    case 'date':
      return {
        ...{ name, type: 'TIMESTAMP' as const, nullable: true },
        data: Array.from(column.values, (ms) => (Number.isNaN(ms) ? null : new Date(ms))),
      };
    case 'number': {
      const { values } = column;
      const data = values.some(Number.isNaN)
        ? Array.from(values, (value) => (Number.isNaN(value) ? null : value))
        : values;
      return { name, type: 'DOUBLE' as const, data, nullable: true };
    }
  }
}
