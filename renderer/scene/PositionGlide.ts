const GLIDE_MS = 700;

/** The way of all points from old places to new ones, as a share of the time. */
export class PositionGlide {
  #startMs = -1;
  #share = 1;

  get running(): boolean {
    return this.#startMs >= 0;
  }

  /** 0 at the old places, 1 at the new ones. */
  get share(): number {
    return this.#share;
  }

  start(nowMs: number): void {
    this.#startMs = nowMs;
    this.#share = 0;
  }

  /** All points are where they belong at once. */
  stop(): void {
    this.#startMs = -1;
    this.#share = 1;
  }

  /** True in the one step that ends it. It begins when `isReady`: the new places are known to whoever draws. */
  step(nowMs: number, isReady: boolean): boolean {
    if (this.#startMs < 0) return false;
    if (!isReady) this.#startMs = nowMs;
    const t = Math.min(1, Math.max(0, (nowMs - this.#startMs) / GLIDE_MS));
    this.#share = t * t * (3 - 2 * t);
    if (t < 1) return false;
    this.stop();
    return true;
  }
}
