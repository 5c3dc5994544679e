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
   * (Loshchilov & Hutter 2019, appendix B.1). Digits as above, cross-entropy, 720 steps: 8.91 without, 8.60 with 27; convolutions have few
   * weights and are not decayed.
   */
  normalisedWeightDecay: number;
}

export const SCHEDULES: Record<'dense' | 'conv', Record<TrainedPreset, Schedule>> = {
  dense: {
    quick: {
      samples: 200_000,
      fewestEpochs: 5,
      mostEpochs: 200,
      batchSize: 100,
      learningRate: 1e-3,
      normalisedWeightDecay: 12,
    },
    balanced: {
      samples: 900_000,
      fewestEpochs: 15,
      mostEpochs: 500,
      batchSize: 100,
      learningRate: 1e-3,
      normalisedWeightDecay: 12,
    },
    quality: {
      samples: 4_000_000,
      fewestEpochs: 40,
      mostEpochs: 1500,
      batchSize: 100,
      learningRate: 1e-3,
      normalisedWeightDecay: 12,
    },
  },
  conv: {
    quick: {
      samples: 40_000,
      fewestEpochs: 5,
      mostEpochs: 200,
      batchSize: 64,
      learningRate: 2e-3,
      normalisedWeightDecay: 0,
    },
    balanced: {
      samples: 200_000,
      fewestEpochs: 15,
      mostEpochs: 500,
      batchSize: 64,
      learningRate: 2e-3,
      normalisedWeightDecay: 0,
    },
    quality: {
      samples: 800_000,
      fewestEpochs: 40,
      mostEpochs: 1500,
      batchSize: 64,
      learningRate: 1e-3,
      normalisedWeightDecay: 0,
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
};

export const scheduleFor = (architecture: Architecture, preset: PresetName): Schedule =>
  architecture === 'linear' || preset === 'instant' ? NO_STEPS : SCHEDULES[architecture][preset];

export function epochsFor(schedule: Schedule, trainingImages: number): number {
  const epochs = Math.round(schedule.samples / trainingImages);
  return Math.min(schedule.mostEpochs, Math.max(schedule.fewestEpochs, epochs));
}
