/** How near a z is to the data, and to which images. */

export interface Nearness {
  /** The nearest images, nearest first. */
  nearest: { row: number; distance: number }[];
  /** Half of the images have another one as near as this, and 95 % as near as `far`. */
  typical: number;
  far: number;
  /** Length of the mean of the unit vectors that lead to the nearest images: 0 in their midst, 1 with all on one side. */
  oneSided: number;
  /** [D], the mean of the nearest images' z, the nearest weighing most: the middle of the data there. */
  centre: number[];
  /** What is no farther from there than this has an image as near as images have theirs; 0 where the centre has none. */
  reach: number;
}

/**
 * z drawn to the data: as it is within reach of the middle of the images around it, else on the way there, as far as that.
 * @param out [D], written; may be z itself
 */
export function keepNear(
  z: Float32Array,
  { centre, reach }: Pick<Nearness, 'centre' | 'reach'>,
  out: Float32Array,
): void {
  let squares = 0;
  for (let j = 0; j < z.length; j++) squares += ((z[j] ?? 0) - (centre[j] ?? 0)) ** 2;
  const share = squares > reach * reach ? reach / Math.sqrt(squares) : 1;
  for (let j = 0; j < z.length; j++) {
    const middle = centre[j] ?? 0;
    out[j] = share === 1 ? (z[j] ?? 0) : middle + ((z[j] ?? 0) - middle) * share;
  }
}

export type NearnessKind = 'among' | 'between' | 'beyond';

/** Neighbours of a point in the midst of them pull it to all sides; beyond this share they pull to one. */
const ONE_SIDED = 0.75;

/**
 * Where a z lies: among the images where the nearest is as near as other images have theirs; else between images where
 * those nearest lie around it, or beyond the data where they all lie on one side.
 */
export function nearnessKind({
  nearest,
  far,
  oneSided,
}: Pick<Nearness, 'nearest' | 'far' | 'oneSided'>): NearnessKind {
  const [first] = nearest;
  if (first && first.distance <= far) return 'among';
  return oneSided < ONE_SIDED ? 'between' : 'beyond';
}

export const NEARNESS_WORDS: Readonly<Record<NearnessKind, string>> = {
  among: 'among the images',
  between: 'between images',
  beyond: 'beyond the data',
};

export const NEARNESS_EXPLAINED: Readonly<Record<NearnessKind, string>> = {
  among: 'The nearest image is as near in z as images are to each other.',
  between:
    'Farther from the nearest image than images are from each other, with images on several sides: the decoder has seen little like it.',
  beyond: 'Farther from every image than images are from each other, and all of them lie on one side.',
};

/** So many z are placed, and so many neighbours told, by one call. */
export const MAX_PLACED = 10_000;
export const MAX_NEAREST = 1000;
