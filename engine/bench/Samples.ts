import type { DurationSummary } from '../../protocol/benchmark.ts';

/** What of durations of one repeated thing is worth quoting. */
export function summarizeDurations(durationsMs: readonly number[]): DurationSummary {
  if (durationsMs.length === 0) throw new Error('No durations to summarize.');
  const sorted = durationsMs.toSorted((a, b) => a - b);
  const at = (quantile: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(quantile * sorted.length))] ?? NaN;
  return { count: sorted.length, p50Ms: at(0.5), p95Ms: at(0.95) };
}

/**
 * Times several ways of doing a thing in turn, A B C A B C …, so that a machine whose speed drifts treats them alike.
 * @returns one list of durations per way, in milliseconds, warm-up rounds left out
 */
export async function timeInTurn(
  ways: readonly (() => Promise<unknown>)[],
  { rounds, warmup }: { rounds: number; warmup: number },
): Promise<number[][]> {
  const durations: number[][] = ways.map(() => []);
  for (let round = -warmup; round < rounds; round++) {
    for (const [at, run] of ways.entries()) {
      const started = performance.now();
      await run();
      if (round >= 0) durations[at]?.push(performance.now() - started);
    }
  }
  return durations;
}
