import type { ImageSource } from '../../images/ImageSource.ts';
import { numberedImage } from './numberedImages.ts';

const FIRST_SIZE = 1000;

/** An image after a number of changes, which its file's size says. */
export function changedImage(number: number, changes: number): ImageSource {
  return numberedImage(number, { sizeBytes: FIRST_SIZE + changes, modifiedMs: number });
}

/** [n,3]: number, how often it changed, and both together. */
export function changedLatents(sources: readonly ImageSource[], numbers: readonly number[]): Float32Array {
  return Float32Array.from(
    numbers.flatMap((number, i) => {
      const changes = sources[i]!.sizeBytes - FIRST_SIZE;
      return [number, changes, number + changes];
    }),
  );
}
