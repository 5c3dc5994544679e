/** How long a page was kept from answering: a timer that looks how late it is. For the pages of benchmarks. */
export interface Blocks {
  /** The longest time between two turns of the page's loop beyond the timer's own, ms. */
  longestMs: number;
  /** How many were longer than a frame at 60 Hz. */
  over16Ms: number;
}

/** Whole in itself: another page than a benchmark's own is given its text. */
export class Heartbeat {
  /** The least that browsers wait between timers that start one another. */
  static readonly TIMER_MS = 4;
  static readonly FRAME_MS = 16;
  #lastMs = 0;
  #timer = 0;
  #longestMs = 0;
  #over16Ms = 0;

  start(): void {
    this.#longestMs = this.#over16Ms = 0;
    this.#lastMs = performance.now();
    this.#timer = window.setTimeout(this.#beat, Heartbeat.TIMER_MS);
  }

  stop(): Blocks {
    this.#look();
    clearTimeout(this.#timer);
    return { longestMs: Math.round(this.#longestMs * 10) / 10, over16Ms: this.#over16Ms };
  }

  readonly #beat = (): void => {
    this.#look();
    this.#timer = window.setTimeout(this.#beat, Heartbeat.TIMER_MS);
  };

  #look(): void {
    const nowMs = performance.now();
    const blockedMs = nowMs - this.#lastMs - Heartbeat.TIMER_MS;
    this.#lastMs = nowMs;
    this.#longestMs = Math.max(this.#longestMs, blockedMs);
    if (blockedMs > Heartbeat.FRAME_MS) this.#over16Ms++;
  }
}
