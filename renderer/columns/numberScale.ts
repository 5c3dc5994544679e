/** Values looked at to find where most of a column lies: enough for a percentile, few enough for a frame. */
const SAMPLED_MOST = 20_000;
/** Share of values beyond each end of the scale: outliers must not squeeze all others into one colour. */
const BEYOND_SHARE = 0.01;

/** The part of a column's values that colours tell apart: from its first to its ninety-ninth percentile. */
export interface NumberScale {
  min: number;
  max: number;
}

/** @param values NaN for none; null when there is no value at all */
export function numberScale(values: Float64Array): NumberScale | null {
  const stride = Math.max(1, Math.floor(values.length / SAMPLED_MOST));
  const sampled: number[] = [];
  for (let row = 0; row < values.length; row += stride) {
    const value = values[row]!;
    if (Number.isFinite(value)) sampled.push(value);
  }
  if (sampled.length === 0) return stride > 1 ? numberScale(values.filter(Number.isFinite)) : null;
  sampled.sort((a, b) => a - b);
  const at = (share: number) => sampled[Math.round(share * (sampled.length - 1))] ?? NaN;
  return { min: at(BEYOND_SHARE), max: at(1 - BEYOND_SHARE) };
}

/** Where a value lies on a scale, 0..1; what lies beyond is at its end, and where all values are one in the middle. */
export function shareOnScale({ min, max }: NumberScale, value: number): number {
  if (!(max > min)) return value < min ? 0 : value > max ? 1 : 0.5;
  return Math.min(1, Math.max(0, (value - min) / (max - min)));
}
