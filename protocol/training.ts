import type { UnreadableFile } from './collection.ts';
import type { CheckedInput, GivenInput } from './operations/defineOperation.ts';
import type { train } from './operations/train.ts';
import type { TrainingOutcome } from './trainingWords.ts';

export const TRAINING_KINDS = ['ae', 'vae', 'denoising'] as const;
export type TrainingKind = (typeof TRAINING_KINDS)[number];
/** What a model of each is called. */
export const KIND_NAMES: Readonly<Record<TrainingKind, string>> = {
  ae: 'autoencoder',
  vae: 'VAE',
  denoising: 'denoising autoencoder',
};
export const PRESETS = ['instant', 'quick', 'balanced', 'quality'] as const;
export type PresetName = (typeof PRESETS)[number];
/** Those that take steps: an instant model is fitted, by PCA. */
export type TrainedPreset = Exclude<PresetName, 'instant'>;
export const LOSSES = ['mse', 'l1', 'bce', 'ssim', 'sharp'] as const;
export type LossName = (typeof LOSSES)[number];
export const ARCHITECTURES = ['auto', 'dense', 'conv'] as const;
export type ArchitectureName = (typeof ARCHITECTURES)[number];

/** Whether images are changed gently each time they are seen. */
export const GENTLE = ['auto', 'off'] as const;

/** What a person can choose; everything else follows from the images and the preset. */
export type TrainingOptions = GivenInput<typeof train>;
export type AugmentationOptions = CheckedInput<typeof train>['augmentation'];

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

/** A running training, besides what every job says; its steps are the job's done and total. */
export interface TrainingReport {
  epoch: number;
  totalEpochs: number;
  imagesPerSecond: number;
  curve: CurvePoint[];
  /** Grows when new preview images can be fetched. */
  previewVersion: number;
  previewCount: number;
  /** Squared error per image of PCA of the same size, on the images that are held out; 0 where it is not what judges. */
  pcaSse: number;
}

/** Of a training that ended: what share of the machine's matrix speed it reached, its evaluations included. */
export interface MeasuredEfficiency {
  architecture: 'dense' | 'conv';
  /** Of one image through the network, forwards. */
  multiplications: number;
  efficiency: number;
}

/** How well images survive the way through z. */
export interface ModelError {
  /** Mean over pixels and channels of (x − x̂)², x in 0..1. */
  mse: number;
  /** Mean over images of the sum over pixels and channels. */
  sse: number;
  /** Of the mse, in dB. */
  psnr: number;
  /** Mean over up to 500 of the images. */
  ssim: number;
  /** Mean |difference| of the steps between neighbouring pixels, x in 0..1, over the same images. */
  gradientError: number;
  /** Of the loss that judges, where that is not the squared error. */
  loss?: number;
}

export interface TrainingResult {
  modelPath: string;
  heldOut: ModelError;
  /** The same error for PCA of the same size, fitted on the training images. */
  pcaSse: number;
  /** Whether what was kept is PCA itself: an instant model, or a training that came to nothing better. */
  isPca: boolean;
  /** What the words about its quality are chosen by. */
  outcome: TrainingOutcome;
  durationSeconds: number;
  epochs: number;
  stoppedBecause: string;
  /** null where no step was made. */
  speed: MeasuredEfficiency | null;
  /** Images that were read. */
  images: number;
  unreadable: UnreadableFile[];
  /** Of the plan, now that every image has been read. */
  warnings: string[];
}

/** What holds for a training, and why: one sentence where the images decided it, null where the person did. */
export interface Choice<T> {
  value: T;
  reason: string | null;
}

/** What is decided from the images unless a person does. */
export interface TrainingChoices {
  latent: Choice<number>;
  kind: Choice<TrainingKind>;
  preset: Choice<PresetName>;
  size: Choice<number>;
  channels: Choice<1 | 3>;
  background: Choice<string>;
}

/** What a person sees before pressing Train. */
export interface TrainingPlan {
  choices: TrainingChoices;
  /** What each effort would take with the other choices as they are. */
  efforts: { preset: PresetName; estimatedSeconds: number }[];
  imageCount: number;
  unreadableCount: number;
  size: number;
  channels: 1 | 3;
  architecture: 'linear' | 'dense' | 'conv';
  parameterCount: number;
  epochs: number;
  batchSize: number;
  estimatedSeconds: number;
  /** Words about few images, one colour, mixed sizes. */
  warnings: string[];
}
