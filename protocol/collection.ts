import type { ImageFit } from './model.ts';

export interface UnreadableFile {
  path: string;
  reason: string;
}

export interface CollectionLabel {
  name: string;
  count: number;
}

/** 'sampled': no encoder, so the points are draws from the prior. */
export type CollectionState = 'encoding' | 'ready' | 'cancelled' | 'sampled';

export interface CollectionInfo {
  id: string;
  name: string;
  /** The folders and files it was made from. */
  paths: string[];
  state: CollectionState;
  /** Points so far: rows 0..count-1 of latents, labels and tiles can be fetched. */
  count: number;
  /** Images found, readable or not; count grows towards it while encoding. */
  total: number;
  latentSize: number;
  /** labels[i] is what a row's label number i means. Number 65535 (NO_LABEL) is "no label". */
  labels: CollectionLabel[];
  /** Side of a thumbnail tile in pixels: 64 for small collections, less for large ones, so that all fit on a GPU. */
  tileSize: number;
  unreadable: UnreadableFile[];
  fit: ImageFit;
}

export const NO_LABEL = 65535;

/** GPU memory that thumbnails may take together. */
export const TILE_BUDGET_BYTES = 256 * 1024 * 1024;
export const TILE_SIZES = [64, 48, 32, 24, 16, 8] as const;

/** Per latent dimension: bins over [min, max], all D with the same number of bins. */
export interface LatentHistograms {
  /** [D] */
  min: number[];
  max: number[];
  mean: number[];
  std: number[];
  /** [D][HISTOGRAM_BINS] counts */
  counts: number[][];
}

export const HISTOGRAM_BINS = 32;

/** One image of the collection. */
export interface PointDetails {
  index: number;
  /** Absolute path, or 'array.npz[12]' for a row of an array file. */
  path: string;
  /** Path below the opened folder, for showing. */
  name: string;
  label: string | null;
  z: number[];
  /** Columns of metadata.csv, or the true factors of a bundled sample. */
  metadata: Record<string, string>;
}

/** x beside x̂: mse over pixels and channels with x in 0..1, psnr in dB (peak 1), ssim in -1..1. */
export interface ReconstructionQuality {
  mse: number;
  psnr: number;
  ssim: number;
}
