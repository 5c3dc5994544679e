import { foldText } from './foldText.ts';
import { PackedKeys } from './PackedKeys.ts';
import type { SortOrder } from './sortOrder.ts';
import { Turns } from './Turns.ts';

/** Digits that numbers in a text are filled up to, so that '2' comes before '10'. */
const NUMBER_DIGITS = 12;
const COMPARISONS_PER_LOOK = 1024;
const ROWS_AT_ONCE = 512;

/**
 * The order of texts as people read them: upper and lower case and accents together, numbers by their value; '' last.
 * A merge sort in slices that takes what is in order already as it is: names mostly are.
 * @param textsOf gives texts of rows from..to (exclusive)
 */
export async function orderOfTexts(
  count: number,
  textsOf: (from: number, to: number) => readonly string[],
): Promise<SortOrder> {
  const turns = new Turns();
  const keys = new PackedKeys(count);
  for (let from = 0; from < count; from += ROWS_AT_ONCE) {
    for (const text of textsOf(from, Math.min(count, from + ROWS_AT_ONCE))) keys.add(sortKey(text));
    await turns.next();
  }
  const known = new Uint32Array(count);
  const unknown: number[] = [];
  let knownCount = 0;
  await turns.forRows(count, (from, to) => {
    for (let row = from; row < to; row++) {
      if (keys.isEmpty(row)) unknown.push(row);
      else known[knownCount++] = row;
    }
  });
  const sorted = await mergeSort(turns, known.subarray(0, knownCount), keys);
  const rows = new Uint32Array(count);
  rows.set(sorted);
  rows.set(unknown, knownCount);
  return { rows, known: knownCount };
}

function sortKey(text: string): string {
  const folded = foldText(text);
  return /\d/.test(folded) ? folded.replace(/\d+/g, (digits) => digits.padStart(NUMBER_DIGITS, '0')) : folded;
}

async function mergeSort(
  turns: Turns,
  rows: Uint32Array<ArrayBuffer>,
  keys: PackedKeys,
): Promise<Uint32Array<ArrayBuffer>> {
  /** Starts of runs that are in order, and the end. */
  let starts = [0];
  await turns.forRows(rows.length, (from, to) => {
    for (let at = Math.max(1, from); at < to; at++) {
      if (keys.compare(rows[at - 1]!, rows[at]!) > 0) starts.push(at);
    }
  });
  starts.push(rows.length);
  let from = rows;
  let to = new Uint32Array(rows.length);
  while (starts.length > 2) {
    const merged = [0];
    for (let run = 0; run < starts.length - 1; run += 2) {
      const end = starts[run + 2] ?? starts[run + 1]!;
      const merge = { left: starts[run]!, middle: starts[run + 1]!, right: starts[run + 1]!, end };
      for (let at = starts[run]!; at < end; at += COMPARISONS_PER_LOOK) {
        mergeSome(merge, from, to, at, Math.min(end, at + COMPARISONS_PER_LOOK), keys);
        const turn = turns.next();
        if (turn) await turn;
      }
      merged.push(end);
    }
    [from, to] = [to, from];
    starts = merged;
  }
  return from;
}

/** Two runs that are merged, the left one up to middle, the right one up to end, and how far that is. */
interface Merge {
  left: number;
  readonly middle: number;
  right: number;
  readonly end: number;
}

/** Merges as many as go to places at..until of `to`. */
function mergeSome(
  merge: Merge,
  from: Uint32Array,
  to: Uint32Array,
  at: number,
  until: number,
  keys: PackedKeys,
): void {
  const { middle, end } = merge;
  let { left, right } = merge;
  for (; at < until; at++) {
    const takesLeft = right >= end || (left < middle && keys.compare(from[left]!, from[right]!) <= 0);
    to[at] = from[takesLeft ? left++ : right++]!;
  }
  merge.left = left;
  merge.right = right;
}
