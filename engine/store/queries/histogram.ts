import { Turns } from './Turns.ts';

/** Rows of one group each, by code; a code that is no group's counts for the last one, which is of rows without group. */
export interface Groups {
  /** [n] uint16 */
  codes: Uint16Array;
  count: number;
}

/**
 * Counts of values in equal bins over [min, max], the last of which includes max; values beyond it are left out.
 * @param values [n] float64, NaN for none
 * @param leftOut [n], not 0 for rows that are not counted; null for none
 * @returns [groups + 1][bins] counts, the last for rows without a group; [1][bins] without groups
 */
export async function histogram(
  values: Float64Array,
  { min, max, bins }: { min: number; max: number; bins: number },
  leftOut: Uint8Array | null,
  groups: Groups | null,
): Promise<Uint32Array[]> {
  const groupCount = groups?.count ?? 0;
  const counts = new Uint32Array((groupCount + 1) * bins);
  const perUnit = max > min ? bins / (max - min) : 0;
  await new Turns().forRows(values.length, (from, to) => {
    for (let row = from; row < to; row++) {
      const value = values[row]!;
      if (!(value >= min && value <= max) || leftOut?.[row]) continue;
      const bin = Math.min(bins - 1, Math.floor((value - min) * perUnit));
      const group = groups ? Math.min(groups.codes[row]!, groupCount) : 0;
      counts[group * bins + bin]! += 1;
    }
  });
  return Array.from({ length: groupCount + 1 }, (_, group) =>
    counts.subarray(group * bins, (group + 1) * bins),
  );
}
