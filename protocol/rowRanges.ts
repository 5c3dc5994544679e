/** A set of rows as runs [from, to) in ascending order, disjoint and not touching: small for what people select. */
export type RowRanges = readonly (readonly [from: number, to: number])[];

/** @param rows ascending; repeated ones count once */
export function rangesOfRows(rows: ArrayLike<number> & Iterable<number>): RowRanges {
  const ranges: [number, number][] = [];
  for (const row of rows) {
    const last = ranges.at(-1);
    if (last && row <= last[1]) last[1] = Math.max(last[1], row + 1);
    else ranges.push([row, row + 1]);
  }
  return ranges;
}

/** The rows of a set, ascending. */
export function rowsOfRanges(ranges: RowRanges): Uint32Array<ArrayBuffer> {
  const rows = new Uint32Array(countOfRanges(ranges));
  let at = 0;
  for (const [from, to] of ranges) for (let row = from; row < to; row++) rows[at++] = row;
  return rows;
}

export function countOfRanges(ranges: RowRanges): number {
  return ranges.reduce((count, [from, to]) => count + to - from, 0);
}

export function rangesHave(ranges: RowRanges, row: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const [from, to] = ranges[middle]!;
    if (row < from) high = middle;
    else if (row >= to) low = middle + 1;
    else return true;
  }
  return false;
}
