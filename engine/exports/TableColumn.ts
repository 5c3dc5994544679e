/** One column of a table, a value for each row. */
export type TableColumn =
  | { name: string; type: 'text'; values: readonly (string | null)[] }
  /** NaN: no value. */
  | { name: string; type: 'number'; values: Float64Array<ArrayBuffer> }
  /** Milliseconds since 1970; NaN: no value. */
  | { name: string; type: 'date'; values: Float64Array<ArrayBuffer> }
  | { name: string; type: 'flag'; values: readonly (boolean | null)[] }
  | { name: string; type: 'float32'; values: Float32Array<ArrayBuffer> };
