import type { AffineView } from './projection.ts';

/**
 * A training whose images are those of the open collection, as it is now: rows have places in the latent space of the model
 * that is in training, and z is decoded by its newest weights, until it ends.
 */
export interface LiveTraining {
  jobId: string;
  /** The open collection, whose rows these are. */
  collectionId: string;
  /** Grows by one with each update: z, positions and decoder have changed. */
  version: number;
  /** D of the model in training. */
  latentSize: number;
  /** Of its images. */
  width: number;
  height: number;
  channels: 1 | 3;
  projection: AffineView;
}
