import { train } from '../../engine/training/train.ts';
import type { BundledSource } from './BundledSource.ts';

const REPORT_EVERY_MS = 15_000;

/** Trains a bundled model on its drawn set, with the same trainer and in the same way as the app trains a person's images. */
export async function trainBundled(
  source: BundledSource,
  trainingSet: string,
  out: string,
  say: (words: string) => void,
): Promise<void> {
  let reported = performance.now();
  const result = await train(
    {
      ...source.training,
      images: [trainingSet],
      out,
      name: source.title,
      size: source.side,
      channels: 1,
      seed: source.seed,
    },
    {
      signal: new AbortController().signal,
      onCommand: () => {},
      post: async () => {},
      report: async () => {},
      note: async (words) => say(`training: ${words}`),
      progress: async ({ detail = '', secondsLeft }) => {
        if (performance.now() - reported < REPORT_EVERY_MS) return;
        reported = performance.now();
        say(`${detail}, ${secondsLeft?.toFixed(0) ?? '?'} s left`);
      },
    },
  );
  say(
    `trained: held-out squared error ${result.heldOut.sse.toFixed(2)} (PCA ${result.pcaSse.toFixed(2)}), ${result.stoppedBecause}`,
  );
}
