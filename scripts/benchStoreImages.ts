/** What the parts of bench-store.ts share: the images of its collection, and how a step is measured. */
import process from 'node:process';
import type { ImageSource } from '../engine/images/ImageSource.ts';
import { Random } from '../engine/random/Random.ts';

export const LATENT_SIZE = 32;
export const TILE_SIZE = 8;
export const CLASSES = 20;

export interface Measured {
  what: string;
  ms: number;
  /** For how long the process did nothing else at once; null where it was made to. */
  pauseMs: number | null;
  memoryMb: number;
  words: string;
}

const FIRST_DAY_MS = Date.UTC(2020, 0, 1);

/** The same image for the same number at every run. */
export function benchImage(number: number): ImageSource {
  const random = new Random('bench-store', number);
  const name = `folder ${String(Math.floor(number / 1000)).padStart(4, '0')}/image ${number}.png`;
  return {
    path: `/home/person/pictures/collection/${name}`,
    name,
    label: `class ${random.below(CLASSES)}`,
    sizeBytes: 10_000 + random.below(100_000),
    modifiedMs: FIRST_DAY_MS + random.below(1e11) / 4,
    metadata: {
      brightness: random.uniform().toFixed(4),
      contrast: random.uniform().toFixed(4),
      sharpness: random.normal().toFixed(4),
      width: String(64 + random.below(4000)),
      taken: new Date(FIRST_DAY_MS + random.below(1e5) * 1e6).toISOString(),
      reviewed: random.below(2) === 0 ? 'yes' : 'no',
      caption: `a photograph of thing ${random.below(5000)} beside thing ${random.below(5000)}, view ${number}`,
    },
  };
}

/** Measures a step: how long it took, and for how long at once nothing else could happen meanwhile. */
export async function measureStep<Result>(
  into: Measured[],
  what: string,
  work: () => Promise<Result> | Result,
  words: (result: Result, ms: number) => string = () => '',
): Promise<Result> {
  let last = performance.now();
  let pauseMs = 0;
  let immediate: NodeJS.Immediate;
  const look = () => {
    const now = performance.now();
    pauseMs = Math.max(pauseMs, now - last);
    last = now;
    immediate = setImmediate(look);
  };
  immediate = setImmediate(look);
  const startMs = performance.now();
  last = startMs;
  const result = await work();
  const endMs = performance.now();
  clearImmediate(immediate);
  pauseMs = Math.max(pauseMs, endMs - last);
  const ms = endMs - startMs;
  into.push({ what, ms, pauseMs, memoryMb: process.memoryUsage().rss / 1e6, words: words(result, ms) });
  return result;
}
