/** Seconds left at the mean speed so far; null until there is something to go by. */
export function estimateSecondsLeft(done: number, total: number, elapsedSeconds: number): number | null {
  if (elapsedSeconds < 1 || done === 0 || total === 0) return null;
  return (elapsedSeconds / done) * Math.max(0, total - done);
}
