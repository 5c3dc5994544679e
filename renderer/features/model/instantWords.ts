import { counted } from '../../../protocol/words.ts';
import type { InstantFacts } from '../../../protocol/instant.ts';

/** 'Linear, fitted to 2,000 images in 0.8 s. Keeps 91 % of what they differ by.' */
export function instantWords({ images, seconds, keptShare }: InstantFacts): string {
  const fitted = `Linear, fitted to ${counted(images, 'image')} in ${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s.`;
  return keptShare === null
    ? fitted
    : `${fitted} Keeps ${Math.round(100 * keptShare)} % of what they differ by.`;
}
