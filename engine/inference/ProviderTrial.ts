import type { InferenceSession } from 'onnxruntime-node';

/** How a graph is tried on a provider: what it is fed, which output counts, how far that may be from the CPU's. */
export interface ProviderTrial {
  /** Seeded, so that every provider gets the same. */
  feeds: InferenceSession.FeedsType;
  /** Items in feeds: the batch size that the app uses for this purpose. */
  items: number;
  output: string;
  /** Largest allowed absolute difference, given the CPU's output. */
  tolerance(reference: ArrayLike<number>): number;
}

export interface TrialResult {
  output: ArrayLike<number>;
  /** Median of the timed runs, per item. */
  medianMs: number;
}

const MOST_RUNS = 7;
const LONGEST_MS = 300;

/** Runs a trial: once to warm up (shaders are compiled then), then a few times for the clock. */
export async function runTrial(session: InferenceSession, trial: ProviderTrial): Promise<TrialResult> {
  const first = await session.run(trial.feeds);
  const output = first[trial.output]?.data;
  if (!output || typeof output[0] !== 'number') throw new Error(`the graph gives no "${trial.output}"`);
  const times: number[] = [];
  const began = performance.now();
  while (times.length < MOST_RUNS && (times.length === 0 || performance.now() - began < LONGEST_MS)) {
    const start = performance.now();
    await session.run(trial.feeds);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return {
    output: output as ArrayLike<number>,
    medianMs: (times[times.length >> 1] ?? 0) / trial.items,
  };
}

/** Largest absolute difference of two outputs; Infinity where their lengths differ or one is no number. */
export function maxDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs((a[i] ?? NaN) - (b[i] ?? NaN));
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Infinity : difference;
  }
  return largest;
}
