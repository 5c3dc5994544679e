import type { PresetName, TrainedPreset } from '../../protocol/training.ts';
import type { Architecture } from './chooseNetwork.ts';

/** How long a preset trains, and how. */
export interface Schedule {
  /** Images shown in all, repeats counted; epochs = samples / images, within the bounds. */
  samples: number;
  fewestEpochs: number;
  mostEpochs: number;
  batchSize: number;
  /** Of Adam, at its highest. */
  learningRate: number;
  /**
   * AdamW's decay times the square root of the number of steps, so that one value suits short and long trainings
   * (Loshchilov & Hutter 2019, appendix B.1). 4,500 handwritten digits, z of 30, 600 steps: 6.06 without, 5.82 with 12; convolutions have few
   * weights and are not decayed.
   */
  normalisedWeightDecay: number;
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
      normalisedWeightDecay: 12,
      multiplications: 5e12,
    },
    balanced: {
      samples: 2_500_000,
      fewestEpochs: 10,
      mostEpochs: 2000,
      batchSize: 128,
      learningRate: 2e-3,
      normalisedWeightDecay: 12,
      multiplications: 4e13,
    },
    quality: {
      samples: 10_000_000,
      fewestEpochs: 20,
      mostEpochs: 6000,
      batchSize: 128,
      learningRate: 2e-3,
      normalisedWeightDecay: 12,
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
      normalisedWeightDecay: 0,
      multiplications: 5e12,
    },
    balanced: {
      samples: 200_000,
      fewestEpochs: 10,
      mostEpochs: 500,
      batchSize: 64,
      learningRate: 2e-3,
      normalisedWeightDecay: 0,
      multiplications: 4e13,
    },
    quality: {
      samples: 800_000,
      fewestEpochs: 20,
      mostEpochs: 1500,
      batchSize: 64,
      learningRate: 1e-3,
      normalisedWeightDecay: 0,
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
  normalisedWeightDecay: 0,
  multiplications: 0,
};

export const scheduleFor = (architecture: Architecture, preset: PresetName): Schedule =>
  architecture === 'linear' || preset === 'instant' ? NO_STEPS : SCHEDULES[architecture][preset];

/** @param costPerImage multiplications of showing one image once */
export function epochsFor(schedule: Schedule, trainingImages: number, costPerImage: number): number {
  const samples = Math.min(schedule.samples, schedule.multiplications / costPerImage);
  const epochs = Math.round(samples / trainingImages);
  return Math.min(schedule.mostEpochs, Math.max(schedule.fewestEpochs, epochs));
}
