/** New z for the page: where they are drawn from, and what is told of each. */
import type { NearnessKind } from './nearness.ts';
import type { RowRanges } from './rowRanges.ts';

export const SAMPLE_SOURCES = ['prior', 'gaussian', 'mixture', 'around'] as const;
export type SampleSource = (typeof SAMPLE_SOURCES)[number];

/** So many at once, and so many values of z in all: they cross as text. */
export const MOST_SAMPLES = 256;
export const MOST_SAMPLE_VALUES = 2 ** 18;
export const MOST_TEMPERATURE = 10;

export interface SampleQuestion {
  source: SampleSource;
  /** What a gaussian or a mixture is fitted to; null: all rows whose file is there. */
  rows: RowRanges | null;
  /** [D], the z that is drawn around; null for other sources. */
  around: number[] | null;
  count: number;
  /** Factor on deviations from the mean, or from what is drawn around; 0 draws just that. */
  temperature: number;
  /** The same seed draws the same z: from the prior or a gaussian those of `hourglass sample`. */
  seed: number;
}

export interface DrawnSample {
  /** [D], float32 values */
  z: number[];
  /** The row whose z is nearest, and how far that is (Euclidean, in z); null where there are no rows. */
  nearest: { row: number; distance: number } | null;
  /** Whether it is as near to a row as rows are to each other. */
  kind: NearnessKind | null;
}

export interface DrawnSamples {
  samples: DrawnSample[];
  /** Components of what was fitted; null where nothing was. */
  components: number | null;
  /** Rows that it was fitted to; 0 where nothing was. */
  fitted: number;
  /** Half of the rows have another one as near as this; 0 without rows. */
  typical: number;
}

/** A fit of more dimensions takes more memory and time than it is worth. */
export const MOST_GAUSSIAN_LATENT = 1024;
export const MOST_MIXTURE_LATENT = 128;

/** z decoded by one request for pictures, and the longest side that an image of these may be asked for with. */
export const MOST_PICTURES = 64;
export const LARGEST_PICTURE = 512;

/** So many samples can be drawn at once of a z of so many values; at least 1. */
export const mostSamples = (latentSize: number): number =>
  Math.max(1, Math.min(MOST_SAMPLES, Math.floor(MOST_SAMPLE_VALUES / Math.max(1, latentSize))));
