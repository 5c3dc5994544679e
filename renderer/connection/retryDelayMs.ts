const FIRST_MS = 100;
/** An attempt on loopback costs next to nothing, and a restarted engine should be found at once. */
const LONGEST_MS = 300;

/** Time to wait before reconnection attempt number `attempt` (0, 1, …): doubling from 100 ms, at most 300 ms. */
export function retryDelayMs(attempt: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
}
