import type { TrainingOptions } from '../../protocol/training.ts';

/** One drawn image. */
export interface DrawnImage {
  /** [side, side] uint8, grey */
  pixels: Uint8Array;
  label: string;
  /** What it was drawn from, as a person reads it: columns of samples/metadata.csv. */
  metadata: Record<string, string>;
  /** Numbers for BundledSource.factors, in that order: what named latent axes are looked for with. */
  factors: readonly number[];
}

/** Where a bundled model comes from: its drawing, its training and its words. */
export interface BundledSource {
  /** Folder name below models/. */
  name: string;
  title: string;
  description: string;
  /** SPDX identifier: of the model and its samples. */
  licence: string;
  /** Pixels a side. */
  side: number;
  seed: number;
  trainingCount: number;
  sampleCount: number;
  labels: readonly string[];
  /**
   * Names of the visible factors, at most D, that get latent axes of their own; none where z is the view itself and
   * is left as trained.
   */
  factors: readonly string[];
  /** Whether a factor is told apart within one label only: a W is wide among letters without being a wide W. */
  factorsWithinLabel: boolean;
  training: Omit<TrainingOptions, 'images' | 'out' | 'name' | 'size' | 'channels' | 'seed'> &
    Required<Pick<TrainingOptions, 'latent' | 'kind' | 'preset'>>;
  /** Loads what drawing needs; the drawing itself is a function of the key alone. */
  open(): Promise<Drawing>;
}

export interface Drawing {
  /** Image `index` of the training set or of the samples; the two never share an image. */
  draw(set: DrawnSet, index: number): DrawnImage;
  /** Sections of the model card that only this model has, in Markdown. */
  cardSections: string;
  /** Figures that only this model has, from its samples beside their reconstructions: name → value. */
  figures?(samples: readonly ReconstructedImage[]): Record<string, number>;
}

export interface ReconstructedImage {
  image: DrawnImage;
  /** x̂: [side, side] uint8, grey */
  reconstruction: Uint8Array;
}

export const DRAWN_SETS = ['training', 'samples'] as const;
export type DrawnSet = (typeof DRAWN_SETS)[number];

/** A number for metadata.csv: short, and the same on every machine. */
export function factorText(value: number, decimals = 2): string {
  return String(Number(value.toFixed(decimals)));
}
