/** One column of a table, a value for each row. */
export type TableColumn =
  | { name: string; type: 'text'; values: readonly (string | null)[] }
  /** NaN: no value. */
  | { name: string; type: 'number'; values: Float64Array<ArrayBuffer> }
  | { name: string; type: 'float32'; values: Float32Array<ArrayBuffer> };
