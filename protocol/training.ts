import type { ImageFit } from './model.ts';
import type { ProviderChoice } from './provider.ts';

export const TRAINING_KINDS = ['ae', 'vae', 'denoising'] as const;
export type TrainingKind = (typeof TRAINING_KINDS)[number];
export const PRESETS = ['quick', 'balanced', 'quality'] as const;
export type PresetName = (typeof PRESETS)[number];
export const LOSSES = ['mse', 'l1', 'bce', 'ssim'] as const;
export type LossName = (typeof LOSSES)[number];
export const ARCHITECTURES = ['auto', 'dense', 'conv'] as const;
export type ArchitectureName = (typeof ARCHITECTURES)[number];

export interface AugmentationOptions {
  /** Largest shift as a share of the side, 0..0.5. */
  shift: number;
  /** Mirror left to right, half of the time. */
  flip: boolean;
  /** Largest rotation in degrees, 0..180. */
  rotateDeg: number;
  /** Largest change of brightness, 0..1 of white. */
  brightness: number;
}

/** What a person can choose; everything else follows from the images and the preset. */
export interface TrainingOptions {
  /** Folders, files or arrays of images. */
  images: string[];
  /** Where the model folder is written. Chosen by the engine in its data folder when absent. */
  out?: string;
  name?: string;
  /** D, 1..512. */
  latent: number;
  kind?: TrainingKind;
  preset?: PresetName;
  architecture?: ArchitectureName;
  /** Side of the square images in pixels, 8..256; chosen from the images when absent. */
  size?: number;
  channels?: 1 | 3;
  epochs?: number;
  /** Time limit in seconds. */
  seconds?: number;
  seed?: number;
  /** Share of images never trained on, 0..0.5. */
  holdOut?: number;
  batchSize?: number;
  learningRate?: number;
  loss?: LossName;
  /** Weight of the KL term (VAE). */
  beta?: number;
  /** Nats per dimension that the KL term leaves free (VAE). */
  freeBits?: number;
  /** Standard deviation of the noise added to the input only (denoising), 0..1 of white. */
  noise?: number;
  augmentation?: Partial<AugmentationOptions>;
  /** How images of another shape are brought to the square; 'cover' when absent. */
  fit?: ImageFit;
  /** '#rrggbb' under transparent pixels and around 'contain'. */
  background?: string;
  provider?: ProviderChoice;
}

/** One point of the loss curves, once per epoch or more often. */
export interface CurvePoint {
  step: number;
  epoch: number;
  /** Seconds of training so far, pauses left out. */
  seconds: number;
  /** Mean training loss since the last point. */
  train: number;
  /** Held-out loss, same formula. */
  heldOut: number;
  /** Held-out squared error per image: the sum over pixels and channels, x in 0..1. */
  heldOutSse: number;
}

export interface TrainingProgress {
  jobId: string;
  step: number;
  totalSteps: number;
  epoch: number;
  totalEpochs: number;
  imagesPerSecond: number;
  secondsLeft: number | null;
  curve: CurvePoint[];
  /** Grows when new preview images can be fetched. */
  previewVersion: number;
  previewCount: number;
  /** What a person should know now: 'early stop: no better for 10 epochs'. */
  note: string | null;
}

export interface TrainingResult {
  modelPath: string;
  heldOut: { mse: number; sse: number; psnr: number; ssim: number };
  /** The same error for PCA of the same size, fitted on the training images. */
  pcaSse: number;
  durationSeconds: number;
  epochs: number;
  stoppedBecause: string;
}

/** What a person sees before pressing Train. */
export interface TrainingPlan {
  imageCount: number;
  unreadableCount: number;
  size: number;
  channels: 1 | 3;
  architecture: 'dense' | 'conv';
  parameterCount: number;
  epochs: number;
  batchSize: number;
  estimatedSeconds: number;
  /** Words about few images, one colour, mixed sizes. */
  warnings: string[];
}
