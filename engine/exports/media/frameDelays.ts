/**
 * How long each frame is shown, in whole units: rounded so that the sum is never off by more than half a unit, since a second of
 * 30 frames has no whole hundredths for each.
 * @param unitsPerSecond 100 for GIF, 1000 for WebP
 */
export function frameDelays(count: number, fps: number, unitsPerSecond: number): number[] {
  const start = (frame: number) => Math.round((frame * unitsPerSecond) / fps);
  return Array.from({ length: count }, (_, frame) => start(frame + 1) - start(frame));
}
