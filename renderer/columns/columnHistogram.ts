/**
 * Counts of a column's values in equal bins over [min, max], the last of which includes max; values beyond are left out.
 * @param values NaN for none
 * @param isShown [n], 0 for rows that are not counted; all are when null
 */
export function columnHistogram(
  values: Float64Array,
  min: number,
  max: number,
  bins: number,
  isShown: Uint8Array | null = null,
): number[] {
  const counts = new Array<number>(bins).fill(0);
  const perUnit = max > min ? bins / (max - min) : 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (!(value >= min && value <= max) || (isShown && !isShown[row])) continue;
    counts[Math.min(bins - 1, Math.floor((value - min) * perUnit))]! += 1;
  }
  return counts;
}
