import * as v from 'valibot';

/** 'system': as the system is, and with it when that changes. */
export const THEME_CHOICES = ['system', 'dark', 'light'] as const;
export const CONTRAST_CHOICES = ['system', 'high'] as const;
export const DIMENSION_SORTS = ['index', 'variance'] as const;
export const DIFFERENCE_MAPS = ['colours', 'grey'] as const;
/** A small difference is multiplied by so much at most. */
export const LARGEST_GAIN = 32;

/** How a person likes the window. Kept by the engine, so that every page and every start has them. */
export const preferencesSchema = v.object({
  theme: v.picklist(THEME_CHOICES),
  contrast: v.picklist(CONTRAST_CHOICES),
  thumbnails: v.boolean(),
  leftOpen: v.boolean(),
  rightOpen: v.boolean(),
  dockOpen: v.boolean(),
  /** The dock's tab that was chosen, by its title; null for the newest comer. */
  dockTab: v.nullable(v.pipe(v.string(), v.maxLength(100))),
  /** A point was dragged once: the hint has done its work and never returns. */
  hintDone: v.boolean(),
  dimensionSort: v.picklist(DIMENSION_SORTS),
  /** Of large images: smoothed as a photograph, or every pixel as a square. */
  smoothImages: v.boolean(),
  /** Lines lead from what is selected to the images nearest to it. */
  linksNeighbours: v.boolean(),
  /** The directions along which the image changes most are found for every point that is selected. */
  findsDirections: v.boolean(),
  /** A point in the hand does not leave the images. */
  staysNearData: v.boolean(),
  /** The difference of two images with its sign, or its size alone. */
  differenceSigned: v.boolean(),
  differenceMap: v.picklist(DIFFERENCE_MAPS),
  /** By what the difference of two images is multiplied; null: as much as its largest values allow. */
  differenceGain: v.nullable(v.pipe(v.number(), v.minValue(1), v.maxValue(LARGEST_GAIN))),
  /** Points follow the training of their images while it runs. */
  watchTraining: v.boolean(),
  /** The training is shown in one line; null: as it suits, which is by itself soon after its start. */
  trainingFolded: v.nullable(v.boolean()),
});

export type Preferences = Readonly<v.InferOutput<typeof preferencesSchema>>;
export type ThemeChoice = Preferences['theme'];
export type ContrastChoice = Preferences['contrast'];
/** What is in use, whether it was chosen or is the system's. */
export type Theme = Exclude<ThemeChoice, 'system'>;
export type DimensionSort = Preferences['dimensionSort'];
export type DifferenceMap = Preferences['differenceMap'];

export const DEFAULT_PREFERENCES: Preferences = {
  theme: 'system',
  contrast: 'system',
  thumbnails: true,
  leftOpen: true,
  rightOpen: true,
  dockOpen: false,
  dockTab: null,
  hintDone: false,
  dimensionSort: 'index',
  smoothImages: false,
  linksNeighbours: false,
  findsDirections: false,
  staysNearData: false,
  differenceSigned: false,
  differenceMap: 'colours',
  differenceGain: null,
  watchTraining: true,
  trainingFolded: null,
};
