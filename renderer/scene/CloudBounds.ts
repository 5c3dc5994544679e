/** Extent of the points, kept up to date as rows arrive. All in projection units. */
export class CloudBounds {
  readonly low = [0, 0, 0];
  readonly high = [0, 0, 0];
  readonly #sum = [0, 0, 0];
  #squares = 0;
  #centre: readonly [number, number, number] = [0, 0, 0];
  /** Rows that #centre is the mean of; -1 when stale. */
  #centreCount = -1;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  reset(): void {
    this.#count = 0;
    this.#centreCount = -1;
    this.#squares = 0;
    this.low.fill(0);
    this.high.fill(0);
    this.#sum.fill(0);
  }

  /** Adds rows [n,3]; rows with a value that is not finite are left out. */
  add(positions: Float32Array, from = 0, to = positions.length / 3): void {
    for (let i = from * 3; i < to * 3; i += 3) {
      const x = positions[i] as number;
      const y = positions[i + 1] as number;
      const z = positions[i + 2] as number;
      if (!Number.isFinite(x + y + z)) continue;
      const first = this.#count === 0;
      for (let k = 0; k < 3; k++) {
        const value = positions[i + k] as number;
        if (first || value < (this.low[k] as number)) this.low[k] = value;
        if (first || value > (this.high[k] as number)) this.high[k] = value;
        this.#sum[k] = (this.#sum[k] as number) + value;
      }
      this.#squares += x * x + y * y + z * z;
      this.#count++;
    }
  }

  /** The mean point; a new array only after rows were added. */
  centre(): readonly [number, number, number] {
    if (this.#centreCount !== this.#count) {
      const n = Math.max(1, this.#count);
      this.#centre = [
        (this.#sum[0] as number) / n,
        (this.#sum[1] as number) / n,
        (this.#sum[2] as number) / n,
      ];
      this.#centreCount = this.#count;
    }
    return this.#centre;
  }

  /** About the mean, around the bulk: nearly four standard deviations of a normal cloud, never beyond the farthest. */
  radius(): number {
    if (this.#count === 0) return 1;
    const [x, y, z] = this.centre();
    const meanSquare = Math.max(0, this.#squares / this.#count - (x * x + y * y + z * z));
    const radius = Math.min(2.1 * Math.sqrt(meanSquare), this.farthest());
    // A single point, or many in one place, still needs a room around it.
    return radius > 1e-9 ? radius : Math.max(1, Math.hypot(x, y, z)) * 0.5;
  }

  /** No point is farther than this from the mean (through the box, so it may be a little more than needed). */
  farthest(): number {
    const centre = this.centre();
    let square = 0;
    for (let k = 0; k < 3; k++) {
      const mean = centre[k] as number;
      square += Math.max(mean - (this.low[k] as number), (this.high[k] as number) - mean) ** 2;
    }
    return Math.sqrt(square);
  }
}
