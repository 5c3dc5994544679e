/**
 * All rows of a collection in an order, as the body of an HTTP answer, little-endian: uint32 n, uint32 known, uint32 rows
 * [n]; of an order by distance also float32 distances [n], by row.
 */
export interface RowOrderAnswer {
  /** [n] in ascending order, equal ones by row; those without a value last. */
  rows: Uint32Array<ArrayBuffer>;
  /** So many of them have a value. */
  known: number;
  /** [n] of row 0, 1, 2 …; null where the order is not by distance. */
  distances: Float32Array<ArrayBuffer> | null;
}

const HEADER_BYTES = 8;

/** @param distances [n] by row */
export function rowOrderFrame(
  { rows, known }: Pick<RowOrderAnswer, 'rows' | 'known'>,
  distances: ArrayLike<number> = [],
): Uint8Array<ArrayBuffer> {
  const count = rows.length;
  const frame = new ArrayBuffer(HEADER_BYTES + (count + distances.length) * 4);
  new Uint32Array(frame, 0, 2).set([count, known]);
  new Uint32Array(frame, HEADER_BYTES, count).set(rows);
  new Float32Array(frame, HEADER_BYTES + count * 4).set(distances);
  return new Uint8Array(frame);
}

/** Throws on a frame whose bytes do not fit the number of its rows. */
export function readRowOrder(frame: ArrayBuffer): RowOrderAnswer {
  if (frame.byteLength < HEADER_BYTES) {
    throw new Error(`An order of rows needs ${HEADER_BYTES} header bytes, got ${frame.byteLength}.`);
  }
  const [count = 0, known = 0] = new Uint32Array(frame, 0, 2);
  const rowsEnd = HEADER_BYTES + count * 4;
  if (frame.byteLength !== rowsEnd && frame.byteLength !== rowsEnd + count * 4) {
    throw new Error(
      `Expected ${rowsEnd} bytes for an order of ${count} rows, or ${rowsEnd + count * 4} with distances, got ${frame.byteLength}.`,
    );
  }
  const hasDistances = frame.byteLength > rowsEnd;
  return {
    rows: new Uint32Array(frame, HEADER_BYTES, count),
    known,
    distances: hasDistances ? new Float32Array(frame, rowsEnd, count) : null,
  };
}
