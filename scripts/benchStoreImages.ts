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
  /** For how long nothing else could happen at once, by the clock; null where it was made to. */
  pauseMs: number | null;
  /** The same in time of the processor, which other programs on the machine do not lengthen. */
  pauseCpuMs: number | null;
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
  let [last, lastCpu] = [performance.now(), threadMs()];
  let [pauseMs, pauseCpuMs] = [0, 0];
  let immediate: NodeJS.Immediate | null = null;
  const look = () => {
    const [now, nowCpu] = [performance.now(), threadMs()];
    pauseMs = Math.max(pauseMs, now - last);
    pauseCpuMs = Math.max(pauseCpuMs, nowCpu - lastCpu);
    [last, lastCpu] = [now, nowCpu];
    immediate = setImmediate(look);
  };
  look();
  [pauseMs, pauseCpuMs] = [0, 0];
  const startMs = performance.now();
  const result = await work();
  const ms = performance.now() - startMs;
  if (immediate) clearImmediate(immediate);
  look();
  if (immediate) clearImmediate(immediate);
  into.push({ what, ms, pauseMs, pauseCpuMs, memoryMb: memoryMb(), words: words(result, ms) });
  return result;
}

/** Processor time of this thread. */
function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

export const memoryMb = (): number => process.memoryUsage().rss / 1e6;
