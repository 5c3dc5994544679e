import type { TrainingOptions, TrainingPlan } from '../../protocol/training.ts';
import { counted, durationWords } from '../../protocol/words.ts';
import { findImages } from '../images/findImages.ts';
import { nothingReadable } from '../ingest/nothingReadable.ts';
import { examineImages } from './data/examineImages.ts';
import { decideTraining, type TrainingDecision } from './decideTraining.ts';
import { machineSpeed } from './machineSpeed.ts';
import { resolveOptions } from './resolveOptions.ts';

/**
 * Share of the machine's matrix speed that a whole training reaches, its evaluations included. From the bundled models and
 * MNIST on two idle cores: 0.9 and 0.9 dense, 0.72, 0.54 and 0.6 convolutional.
 */
const EFFICIENCY = { linear: 1, dense: 0.85, conv: 0.6 };
/** Decoding and resizing one ordinary image. */
const SECONDS_PER_IMAGE_READ = 0.0015;
const START_SECONDS = 2;

/**
 * What a training with these options would be: looks at the file list and a sample of the images, trains nothing.
 * @throws EngineError 'bad-request' for options out of range, 'bad-images' when there are no images
 */
export async function planTraining(options: TrainingOptions): Promise<TrainingPlan> {
  const resolved = resolveOptions(options);
  const { images, unreadable } = await findImages(options.images);
  if (images.length === 0) throw nothingReadable(options.images, unreadable);
  const decision = decideTraining(resolved, await examineImages(images), images.length);
  return toPlan(decision, images.length, unreadable.length, resolved.seconds ?? null);
}

/** A decision in the words of the protocol. */
export async function toPlan(
  decision: TrainingDecision,
  imageCount: number,
  unreadableCount: number,
  limitSeconds: number | null,
): Promise<TrainingPlan> {
  const { size, channels, architecture, cost, epochs, batchSize, warnings } = decision;
  const multiplications = 3 * cost.multiplications * decision.trainingImages * epochs;
  const seconds =
    START_SECONDS +
    imageCount * SECONDS_PER_IMAGE_READ +
    multiplications / (EFFICIENCY[architecture] * (await machineSpeed()));
  return {
    imageCount,
    unreadableCount,
    size,
    channels,
    architecture,
    parameterCount: cost.parameters,
    epochs,
    batchSize,
    estimatedSeconds: Math.min(seconds, limitSeconds ?? Infinity),
    warnings,
  };
}

/** What a person should know of a plan once it is carried out: a line for what was decided, then the warnings. */
export function planNotes(plan: TrainingPlan): string[] {
  const { imageCount, unreadableCount, size, channels, architecture, epochs, warnings } = plan;
  const parameters = `${(plan.parameterCount / 1e6).toFixed(1)} million parameters`;
  const networkWords =
    architecture === 'linear'
      ? `a linear model of ${parameters}`
      : `${architecture} network of ${parameters}; up to ${epochs} epochs`;
  return [
    `${counted(imageCount, 'image')} at ${size}×${size}, ${channels === 3 ? 'colour' : 'grey'}; ${networkWords}, about ${durationWords(plan.estimatedSeconds)}.`,
    ...warnings,
    ...(unreadableCount > 0 ? [`${counted(unreadableCount, 'file')} could not be read.`] : []),
  ];
}
