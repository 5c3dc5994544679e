import type { PresetName, TrainedPreset } from '../../protocol/training.ts';
import type { Architecture } from './chooseNetwork.ts';
import type { NetworkSpec } from './NetworkSpec.ts';

/** How long a preset trains, and how. */
export interface Schedule {
  /** Images shown in all, repeats counted; epochs = samples / images, within the bounds. */
  samples: number;
  fewestEpochs: number;
  mostEpochs: number;
  batchSize: number;
  /** Of Adam, at its highest. */
  learningRate: number;
  /** Of the whole training: larger images are shown fewer times. On two cores 10¹¹ take a second. */
  multiplications: number;
}

export const SCHEDULES: Record<'dense' | 'conv', Record<TrainedPreset, Schedule>> = {
  dense: {
    quick: {
      samples: 400_000,
      fewestEpochs: 3,
      mostEpochs: 400,
      batchSize: 128,
      learningRate: 2e-3,
      multiplications: 5e12,
    },
    balanced: {
      samples: 2_500_000,
      fewestEpochs: 10,
      mostEpochs: 2000,
      batchSize: 128,
      learningRate: 2e-3,
      multiplications: 4e13,
    },
    quality: {
      samples: 10_000_000,
      fewestEpochs: 20,
      mostEpochs: 6000,
      batchSize: 128,
      learningRate: 2e-3,
      multiplications: 2e14,
    },
  },
  conv: {
    quick: {
      samples: 40_000,
      fewestEpochs: 3,
      mostEpochs: 200,
      batchSize: 64,
      learningRate: 2e-3,
      multiplications: 5e12,
    },
    balanced: {
      samples: 200_000,
      fewestEpochs: 10,
      mostEpochs: 500,
      batchSize: 64,
      learningRate: 2e-3,
      multiplications: 4e13,
    },
    quality: {
      samples: 800_000,
      fewestEpochs: 20,
      mostEpochs: 1500,
      batchSize: 64,
      learningRate: 1e-3,
      multiplications: 2e14,
    },
  },
};

/** An instant model takes no steps. */
const NO_STEPS: Schedule = {
  samples: 0,
  fewestEpochs: 0,
  mostEpochs: 0,
  batchSize: 64,
  learningRate: 0,
  multiplications: 0,
};

/**
 * AdamW's decay of weights at pixels, which suits short trainings and long ones: 4,500 pictures of clothes (z of 16) come to 8.68 (squared error) after
 * 3,157 steps with 0.2, 8.61 with 0.3, 8.55 with 0.6, 8.70 with 1.2; after 17,340 steps of a wider network 8.88 with 0.09, 8.33 with 0.3.
 * Handwritten digits (z of 30) 4.23, 4.12, 3.99, 4.13 after 3,160 steps.
 */
const PIXELS_WEIGHT_DECAY = 0.6;
/**
 * Layers that look at components have no weight that stands for one pixel, so that more decay takes away what only a few images
 * ask for, and the longer a training is the more it is needed. 362 scans of heads (64 pixels, z of 32), 1,150 steps: a share of PCA's held-out
 * error of 0.84 without, 0.80 with 0.4, 0.76 with 1.2, 0.74 with 3, 0.76 with 6; 4,500 photographs (32 pixels, z of 64) 0.96 after 3,100 steps with
 * 1.4 and 0.965 with 4.5; after 10,500 steps 0.98 with 0.8, for it over-fits, and 0.95 with 2.4.
 */
const COMPONENTS_WEIGHT_DECAY = 2.5;

/**
 * Of so many images that was measured; more of them leave as much less to be learned by heart. 27,000 drawn digits (z of 3, cross-entropy, 60 epochs)
 * come to 11.7 with 0.6 and to 5.5 with 0.1, which is this share of it; 18,000 handwritten ones (z of 30, 22 epochs) do not mind: 3.63 and 3.74.
 */
const DECAY_MEASURED_ON = 4500;

/**
 * Convolutions have few weights and are not decayed.
 * @param trainingImages how many there are
 */
export function weightDecayOf(
  architecture: Architecture,
  { components }: Pick<NetworkSpec, 'components'>,
  trainingImages: number,
): number {
  if (architecture !== 'dense') return 0;
  const share = Math.min(1, DECAY_MEASURED_ON / trainingImages);
  return share * (components ? COMPONENTS_WEIGHT_DECAY : PIXELS_WEIGHT_DECAY);
}

export const scheduleFor = (architecture: Architecture, preset: PresetName): Schedule =>
  architecture === 'linear' || preset === 'instant' ? NO_STEPS : SCHEDULES[architecture][preset];

/** @param costPerImage multiplications of showing one image once */
export function epochsFor(schedule: Schedule, trainingImages: number, costPerImage: number): number {
  const samples = Math.min(schedule.samples, schedule.multiplications / costPerImage);
  const epochs = Math.round(samples / trainingImages);
  return Math.min(schedule.mostEpochs, Math.max(schedule.fewestEpochs, epochs));
}
