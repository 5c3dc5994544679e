import { NO_CODE } from '../../../protocol/columns.ts';
import { naturalOrder } from '../../images/naturalOrder.ts';
import { Turns } from './Turns.ts';

/** Rows in ascending order of a column's values, equal ones by row; those without a value last. */
export interface SortOrder {
  /** [n] */
  rows: Uint32Array<ArrayBuffer>;
  /** So many of them have a value. */
  known: number;
}

const RADIX = 65_536;

/** Of numbers or dates, [n] float64, NaN for none. */
export async function orderOfNumbers(values: Float64Array<ArrayBuffer>): Promise<SortOrder> {
  const turns = new Turns();
  const keys = new Uint32Array(values.length * 2);
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  let known = 0;
  await turns.forRows(values.length, (from, to) => {
    for (let row = from; row < to; row++) {
      const low = words[row * 2]!;
      const high = words[row * 2 + 1]!;
      // Bits of a double as a number that sorts as it does: the sign flipped, all bits of a negative one. NaN last, -0 as 0.
      if (Number.isNaN(values[row]!)) keys.fill(0xffffffff, row * 2, row * 2 + 2);
      else {
        const isNegative = high >>> 31 === 1 && values[row] !== 0;
        keys[row * 2] = isNegative ? ~low : low;
        keys[row * 2 + 1] = isNegative ? ~high : values[row] === 0 ? 0x80000000 : high | 0x80000000;
        known += 1;
      }
    }
  });
  let rows = await allRows(turns, values.length);
  for (let digit = 0; digit < 4; digit++) {
    rows = await sortByDigit(
      turns,
      rows,
      (row) => (keys[row * 2 + (digit >> 1)]! >>> ((digit & 1) * 16)) & 0xffff,
    );
  }
  return { rows, known };
}

/** Of categories, [n] uint16 codes of names, in the natural order of the names. */
export async function orderOfCategories(codes: Uint16Array, names: readonly string[]): Promise<SortOrder> {
  const rank = new Uint16Array(RADIX).fill(NO_CODE);
  const byName = names.map((_, code) => code).sort((a, b) => naturalOrder(names[a]!, names[b]!));
  byName.forEach((code, place) => (rank[code] = place));
  const turns = new Turns();
  const rows = await allRows(turns, codes.length);
  const sorted = await sortByDigit(turns, rows, (row) => rank[codes[row]!]!);
  let known = sorted.length;
  while (known > 0 && codes[sorted[known - 1]!] === NO_CODE) known -= 1;
  return { rows: sorted, known };
}

async function allRows(turns: Turns, count: number): Promise<Uint32Array<ArrayBuffer>> {
  const rows = new Uint32Array(count);
  await turns.forRows(count, (from, to) => {
    for (let row = from; row < to; row++) rows[row] = row;
  });
  return rows;
}

/** One pass of a radix sort: stable, by 16 bits of each row's key. */
async function sortByDigit(
  turns: Turns,
  rows: Uint32Array<ArrayBuffer>,
  digitOf: (row: number) => number,
): Promise<Uint32Array<ArrayBuffer>> {
  const next = new Uint32Array(RADIX);
  await turns.forRows(rows.length, (from, to) => {
    for (let at = from; at < to; at++) next[digitOf(rows[at]!)]! += 1;
  });
  let start = 0;
  for (let digit = 0; digit < RADIX; digit++) {
    const count = next[digit]!;
    // All have the same digit: they are in order already.
    if (count === rows.length) return rows;
    next[digit] = start;
    start += count;
  }
  const sorted = new Uint32Array(rows.length);
  await turns.forRows(rows.length, (from, to) => {
    for (let at = from; at < to; at++) {
      const row = rows[at]!;
      const digit = digitOf(row);
      sorted[next[digit]!++] = row;
    }
  });
  return sorted;
}

/** Rows of an order from an offset on, at most so many, those left out passed over; without a value last either way. */
export async function pageOf(
  { rows, known }: SortOrder,
  direction: 'ascending' | 'descending',
  offset: number,
  limit: number,
  leftOut: Uint8Array | null,
): Promise<number[]> {
  const page: number[] = [];
  let passed = 0;
  await new Turns().forRows(rows.length, (from, to) => {
    for (let at = from; at < to && page.length < limit; at++) {
      const row = rows[direction === 'descending' && at < known ? known - 1 - at : at]!;
      if (!leftOut?.[row] && passed++ >= offset) page.push(row);
    }
    return page.length < limit;
  });
  return page;
}
