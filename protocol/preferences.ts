import * as v from 'valibot';

export const THEMES = ['dark', 'light'] as const;
export const DIMENSION_SORTS = ['index', 'variance'] as const;

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
});

export type Preferences = Readonly<v.InferOutput<typeof preferencesSchema>>;
export type Theme = Preferences['theme'];
export type DimensionSort = Preferences['dimensionSort'];

export const DEFAULT_PREFERENCES: Preferences = {
  theme: 'dark',
  thumbnails: true,
  leftOpen: true,
  rightOpen: true,
  dockOpen: false,
  hintDone: false,
  dimensionSort: 'index',
};
