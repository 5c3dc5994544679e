/** A hand trembles by less than this. */
const STEP_LEAST_PX = 3;
const POINTS_MOST = 2048;

/** The way of a hand, CSS pixels in the canvas: few enough points to be drawn and filled in every frame. */
export class LassoPath {
  readonly #points = new Float32Array(POINTS_MOST * 2);
  #count = 0;

  /** [count,2] of x, y; a view that changes with the path. */
  get points(): Float32Array {
    return this.#points.subarray(0, this.#count * 2);
  }

  get count(): number {
    return this.#count;
  }

  clear(): void {
    this.#count = 0;
  }

  /** True when it is longer now. */
  add(x: number, y: number): boolean {
    const at = this.#count * 2;
    if (this.#count > 0) {
      const dx = x - (this.#points[at - 2] as number);
      const dy = y - (this.#points[at - 1] as number);
      if (dx * dx + dy * dy < STEP_LEAST_PX * STEP_LEAST_PX) return false;
    }
    if (this.#count === POINTS_MOST) this.#leaveOutEverySecond();
    this.#points[this.#count * 2] = x;
    this.#points[this.#count * 2 + 1] = y;
    this.#count++;
    return true;
  }

  #leaveOutEverySecond(): void {
    const kept = Math.ceil(this.#count / 2);
    for (let k = 1; k < kept; k++) this.#points.copyWithin(k * 2, k * 4, k * 4 + 2);
    this.#count = kept;
  }
}
