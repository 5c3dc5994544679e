import type { MeasuredEfficiency } from '../../protocol/training.ts';
import type { Architecture } from './chooseNetwork.ts';
import { fitComponentsCost } from './pca/fitComponents.ts';
import { trainingCost, type TrainingDecision } from './decideTraining.ts';

/** What an estimate rests on. */
export interface SpeedFacts {
  /** Multiplications per second of a large matrix product. */
  machineSpeed: number;
  /** Of trainings on this machine, the newest last. */
  measured: readonly MeasuredEfficiency[];
  /** Of reading one image; 0 where they have been read. */
  secondsPerImage: number;
}

/**
 * Where nothing was measured yet. Whole trainings on two idle cores of an AMD EPYC with AVX-512: dense 0.7 (scans of heads, quick), 0.9 to 1.1 (photographs,
 * pictograms, clothes), 1.2 to 1.4 (digits balanced, scans quality); convolutional 0.9. On older processors 0.9 and 0.54 to 0.72.
 */
const EFFICIENCY = { linear: 1, dense: 1, conv: 0.7 };
/** Networks within this factor of each other's cost run alike. */
const ALIKE = 4;
const NEWEST = 5;
const START_SECONDS = 2;

/** Seconds of a whole training, were it to run through all its epochs. @param imageCount images that are read */
export function estimateSeconds(decision: TrainingDecision, imageCount: number, facts: SpeedFacts): number {
  const { architecture, cost, size, channels, spec } = decision;
  const multiplications = trainingCost(decision);
  const fitting = spec.components ? fitComponentsCost(size * size * channels, spec.components) : 0;
  const efficiency = expectedEfficiency(architecture, cost.multiplications, facts.measured);
  return (
    START_SECONDS +
    imageCount * facts.secondsPerImage +
    fitting / facts.machineSpeed +
    multiplications / (efficiency * facts.machineSpeed)
  );
}

/** The median of the newest trainings of networks alike, else of the same architecture, else what was measured once. */
export function expectedEfficiency(
  architecture: Architecture,
  multiplications: number,
  measured: readonly MeasuredEfficiency[],
): number {
  const same = measured.filter((each) => each.architecture === architecture);
  const alike = same.filter((each) => {
    const factor = each.multiplications / multiplications;
    return factor <= ALIKE && factor >= 1 / ALIKE;
  });
  const used = (alike.length > 0 ? alike : same).slice(-NEWEST);
  if (used.length === 0) return EFFICIENCY[architecture];
  const sorted = used.map(({ efficiency }) => efficiency).toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
