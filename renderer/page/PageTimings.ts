import { LatencyMeter } from '../drag/LatencyMeter.ts';

/** Gaps longer than this are pauses between drawings on demand, not frames of a movement. */
const LONGEST_FRAME_MS = 250;

/** What the page measures of itself, always. Durations in ms. */
export class PageTimings {
  /** From the pointer event to the frame that shows its decoded image. */
  readonly handToPixels = new LatencyMeter();
  /** From one frame to the next while something moves. */
  readonly frame = new LatencyMeter();
  #lastFrameMs = -Infinity;

  /** @param stampMs time of the pointer event whose image the frame shows first, or null */
  frameDrawn(stampMs: number | null): void {
    const nowMs = performance.now();
    if (stampMs !== null) this.handToPixels.add(nowMs - stampMs);
    if (nowMs - this.#lastFrameMs < LONGEST_FRAME_MS) this.frame.add(nowMs - this.#lastFrameMs);
    this.#lastFrameMs = nowMs;
  }
}
