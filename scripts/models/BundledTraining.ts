import type { ReconstructionQuality } from '../../protocol/collection.ts';

export interface QualityWithSum extends ReconstructionQuality {
  /** Squared error per image, summed over pixels. */
  sse: number;
}

/** The part of a bundled model.json's `training` that the scripts here and their tests rely on. */
export interface BundledTraining {
  /** Of the trainer's own held-out images. */
  heldOut: QualityWithSum;
  pcaSse: number;
  durationSeconds: number;
  options: { kind: string; preset: string; beta: number; loss: string };
  steps: { done: number };
  data: { images: number };
  network: { parameters: number };
  /** Added by build.ts to what the trainer recorded. */
  bundled: {
    drawingSeed: number;
    /** Means over the samples that are like the training images. */
    samples: QualityWithSum;
    /** Named latent dimensions, first ones first. */
    axes: { name: string; correlation: number }[];
    figures: Record<string, number>;
  };
}
