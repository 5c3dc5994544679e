import type { Separation } from '../../protocol/document.ts';
import { meanOfRows } from '../latents/meanOfRows.ts';
import { Random } from '../random/Random.ts';

const FOLDS = 5;
/** Fewer of either say nothing of images that the direction was not made of. */
const LEAST = 4;

/**
 * How well the direction from the mean of A to the mean of B tells one from the other, cross-validated: of each fifth of
 * both, by the direction between the means of the others and the middle between these.
 * @param z [n,D], of all rows
 * @param a rows of A; those that are in B as well count for neither
 * @returns null for too few
 */
export function separationOf(z: Float32Array, d: number, a: Uint32Array, b: Uint32Array): Separation | null {
  const inA = new Set(a);
  const both = new Set([...b].filter((row) => inA.has(row)));
  const [first, second] = [a, b].map((rows, at) =>
    shuffled(
      [...rows].filter((row) => !both.has(row)),
      at,
    ),
  ) as [number[], number[]];
  if (first.length < LEAST || second.length < LEAST) return null;
  const right = [0, 0];
  let auc = 0;
  for (let fold = 0; fold < FOLDS; fold++) {
    const isHeldOut = (_: number, at: number) => at % FOLDS === fold;
    const isTaken = (_: number, at: number) => at % FOLDS !== fold;
    const meanA = meanOfRows(z, d, first.filter(isTaken));
    const meanB = meanOfRows(z, d, second.filter(isTaken));
    const along = (row: number) => {
      let sum = 0;
      // From the middle between both means.
      for (let j = 0; j < d; j++) {
        sum += (meanB[j]! - meanA[j]!) * (z[row * d + j]! - (meanA[j]! + meanB[j]!) / 2);
      }
      return sum;
    };
    const ofA = first.filter(isHeldOut).map(along);
    const ofB = second.filter(isHeldOut).map(along);
    right[0]! += ofA.filter((value) => value < 0).length;
    right[1]! += ofB.filter((value) => value > 0).length;
    auc += (aucOf(ofA, ofB) * ofA.length) / first.length;
  }
  const accuracy = (right[0]! / first.length + right[1]! / second.length) / 2;
  return { accuracy, auc, counts: [first.length, second.length] };
}

/** Share of pairs in which that of B is larger; equal ones count half. Either may be empty: then 0.5. */
export function aucOf(a: readonly number[], b: readonly number[]): number {
  if (a.length === 0 || b.length === 0) return 0.5;
  // Mann and Whitney's U by ranks, so that a thousand of each are no million of pairs.
  const all = [
    ...a.map((value) => ({ value, isB: false })),
    ...b.map((value) => ({ value, isB: true })),
  ].sort((x, y) => x.value - y.value);
  let ranks = 0;
  for (let from = 0; from < all.length;) {
    let to = from;
    while (to < all.length && all[to]!.value === all[from]!.value) to++;
    const rank = (from + to + 1) / 2;
    for (let at = from; at < to; at++) if (all[at]!.isB) ranks += rank;
    from = to;
  }
  return (ranks - (b.length * (b.length + 1)) / 2) / (a.length * b.length);
}

function shuffled(rows: number[], seed: number): number[] {
  const random = new Random('separation', seed);
  for (let at = rows.length - 1; at > 0; at--) {
    const other = random.below(at + 1);
    [rows[at], rows[other]] = [rows[other]!, rows[at]!];
  }
  return rows;
}
