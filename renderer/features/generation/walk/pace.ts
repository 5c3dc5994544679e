/** A walk gathers way for so long, and comes to rest in so long. */
const START_MS = 1200;
export const END_MS = 700;

/**
 * The share of its full speed that a walk has: it starts and ends at 0 without a jerk.
 * @param endingMs since it was told to end; null while it is not
 */
export function paceAt(walkedMs: number, endingMs: number | null): number {
  const start = eased(walkedMs / START_MS);
  return endingMs === null ? start : start * (1 - eased(endingMs / END_MS));
}

/** 0 to 1 over 0..1, with no speed at either end. */
function eased(t: number): number {
  const x = Math.min(1, Math.max(0, t));
  return x * x * (3 - 2 * x);
}
