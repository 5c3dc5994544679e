import type { ColumnInfo, ColumnValue } from './columns.ts';
import type { ImageFit } from './model.ts';
import type { UnlikeRemark } from './unlike.ts';
import type { KeptView } from './views.ts';

export interface UnreadableFile {
  path: string;
  reason: string;
}

/** 'sampled': no encoder, so the points are draws from the prior. */
export type CollectionState = 'encoding' | 'ready' | 'cancelled' | 'sampled';

export interface CollectionInfo {
  /** The same whenever the same images are opened through the same model in the same way. */
  id: string;
  name: string;
  /** The folders and files it was made from. */
  paths: string[];
  /** The model whose own samples they are, by its path; null for a person's images, also among samples. */
  samplesOf: string | null;
  state: CollectionState;
  /** Rows so far: 0..count-1 can be fetched. A row's number never changes and is never used again. */
  count: number;
  /** Rows of these whose file is gone: they keep their number and are not shown. */
  gone: number;
  /** Grows when rows that were there changed: z, thumbnail, gone or back. All of them are then fetched anew. */
  revision: number;
  /** Images found, readable or not; count grows towards it while encoding. */
  total: number;
  latentSize: number;
  /** What is known of each row besides z: its label, metadata, what was measured, tags. */
  columns: ColumnInfo[];
  /** Side of a thumbnail tile in pixels: 64 for small collections, less for large ones, so that all fit on a GPU. */
  tileSize: number;
  /** Files that have no row. */
  unreadableCount: number;
  /** The first UNREADABLE_TOLD of them; the call `unreadable` gives the others. */
  unreadable: UnreadableFile[];
  fit: ImageFit;
  /** They are unlike the images that the model learned from; null where they are not, or that was dismissed. */
  unlike: UnlikeRemark | null;
  /** The collection that was open before it, where that had the same images in the same rows: only their places differ. */
  follows: string | null;
  /** The views of it that a person made, besides the one that every collection has. */
  views: KeptView[];
}

/** So many unreadable files go out with every change of a collection, however many there are. */
export const UNREADABLE_TOLD = 100;
/** So many are given by one call. */
export const MAX_UNREADABLE_ASKED = 1000;

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
  z: number[];
  /** Its file is no longer there. */
  isGone: boolean;
  /** Its value in every column; null for none. */
  values: Record<string, ColumnValue>;
}

/** x beside x̂: mse over pixels and channels with x in 0..1, psnr in dB (peak 1), ssim in -1..1. */
export interface ReconstructionQuality {
  mse: number;
  psnr: number;
  ssim: number;
}
