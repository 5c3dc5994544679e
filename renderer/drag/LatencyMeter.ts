/** Count over all samples, percentiles over the last `capacity` of them; milliseconds. p50 and p95 are 0 with no sample. */
export interface LatencySummary {
  count: number;
  p50: number;
  p95: number;
}

/** Durations of something that happens many times a second. add() allocates nothing. */
export class LatencyMeter {
  readonly #ring: Float64Array;
  readonly #sorted: Float64Array;
  #count = 0;

  constructor(capacity = 256) {
    if (!Number.isInteger(capacity) || capacity < 1) {
      throw new RangeError(`LatencyMeter: expected a capacity of at least 1, got ${capacity}`);
    }
    this.#ring = new Float64Array(capacity);
    this.#sorted = new Float64Array(capacity);
  }

  get count(): number {
    return this.#count;
  }

  /** Negative and non-finite durations (a clock that stepped) are left out. */
  add(durationMs: number): void {
    if (!(durationMs >= 0) || durationMs === Infinity) return;
    this.#ring[this.#count % this.#ring.length] = durationMs;
    this.#count++;
  }

  reset(): void {
    this.#count = 0;
  }

  /** The sample at rank ceil(share · n), "nearest rank": always a duration that was really measured. */
  percentile(share: number): number {
    const kept = this.#sort();
    if (kept === 0) return 0;
    const rank = Math.min(kept, Math.max(1, Math.ceil(share * kept)));
    return this.#sorted[rank - 1] ?? 0;
  }

  summary(): LatencySummary {
    return { count: this.#count, p50: this.percentile(0.5), p95: this.percentile(0.95) };
  }

  #sort(): number {
    const kept = Math.min(this.#count, this.#ring.length);
    this.#sorted.set(this.#ring);
    this.#sorted.subarray(0, kept).sort();
    return kept;
  }
}
