import * as v from 'valibot';

export const THEMES = ['dark', 'light'] as const;
export const DIMENSION_SORTS = ['index', 'variance'] as const;
export const DIFFERENCE_MAPS = ['colours', 'grey'] as const;
/** A small difference is multiplied by so much at most. */
export const LARGEST_GAIN = 32;

/** How a person likes the window. Kept by the engine, so that every page and every start has them. */
export const preferencesSchema = v.object({
  theme: v.picklist(THEMES),
  thumbnails: v.boolean(),
  leftOpen: v.boolean(),
  rightOpen: v.boolean(),
  dockOpen: v.boolean(),
  /** A point was dragged once: the hint has done its work and never returns. */
  hintDone: v.boolean(),
  dimensionSort: v.picklist(DIMENSION_SORTS),
  /** Of large images: smoothed as a photograph, or every pixel as a square. */
  smoothImages: v.boolean(),
  /** The difference of two images with its sign, or its size alone. */
  differenceSigned: v.boolean(),
  differenceMap: v.picklist(DIFFERENCE_MAPS),
  /** By what the difference of two images is multiplied; null: as much as its largest values allow. */
  differenceGain: v.nullable(v.pipe(v.number(), v.minValue(1), v.maxValue(LARGEST_GAIN))),
});

export type Preferences = Readonly<v.InferOutput<typeof preferencesSchema>>;
export type Theme = Preferences['theme'];
export type DimensionSort = Preferences['dimensionSort'];
export type DifferenceMap = Preferences['differenceMap'];

export const DEFAULT_PREFERENCES: Preferences = {
  theme: 'dark',
  thumbnails: true,
  leftOpen: true,
  rightOpen: true,
  dockOpen: false,
  hintDone: false,
  dimensionSort: 'index',
  smoothImages: false,
  differenceSigned: false,
  differenceMap: 'colours',
  differenceGain: null,
};
