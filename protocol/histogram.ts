/** Equal bins over [min, max], the last of which includes max. */
export interface Bins {
  min: number;
  max: number;
  bins: number;
}

/** Rows of one group each, by code; a code that is no group's counts for the last one, which is of rows without group. */
export interface Groups {
  /** [n] uint16 */
  codes: Uint16Array;
  count: number;
}

/** Counts of a column's values in bins, rows taken in pieces of any size. */
export class Histogram {
  readonly #bins: Bins;
  readonly #groups: Groups | null;
  readonly #counts: Uint32Array<ArrayBuffer>;

  constructor(bins: Bins, groups: Groups | null = null) {
    this.#bins = bins;
    this.#groups = groups;
    this.#counts = new Uint32Array(((groups?.count ?? 0) + 1) * bins.bins);
  }

  /**
   * Counts rows from..to-1; values beyond the bins are not counted.
   * @param values [n], NaN for none
   * @param leftOut [n], not 0 for rows that are not counted; null for none
   */
  add(values: Float64Array, leftOut: Uint8Array | null, from = 0, to = values.length): void {
    const { min, max, bins } = this.#bins;
    const groups = this.#groups;
    const counts = this.#counts;
    const perUnit = max > min ? bins / (max - min) : 0;
    for (let row = from; row < to; row++) {
      const value = values[row]!;
      if (!(value >= min && value <= max) || leftOut?.[row]) continue;
      const bin = Math.min(bins - 1, Math.floor((value - min) * perUnit));
      const group = groups ? Math.min(groups.codes[row]!, groups.count) : 0;
      counts[group * bins + bin]! += 1;
    }
  }

  /** [groups + 1][bins] counts, the last for rows without a group; [1][bins] without groups. */
  get counts(): Uint32Array[] {
    const { bins } = this.#bins;
    return Array.from({ length: this.#counts.length / bins }, (_, group) =>
      this.#counts.subarray(group * bins, (group + 1) * bins),
    );
  }
}

/** Counts of all rows without groups, [bins]. */
export function histogramOf(
  values: Float64Array,
  bins: Bins,
  leftOut: Uint8Array | null = null,
): Uint32Array {
  const histogram = new Histogram(bins);
  histogram.add(values, leftOut);
  return histogram.counts[0]!;
}
