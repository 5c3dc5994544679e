import type { LossName } from '../../protocol/training.ts';
import { chooseSize, sizeWarnings } from './data/chooseSize.ts';
import type { ImageTraits } from './data/examineImages.ts';
import { countWarnings, FEWEST_IMAGES_TO_HOLD_OUT } from './data/checkDataset.ts';
import { chooseArchitecture, chooseNetwork, type Architecture } from './chooseNetwork.ts';
import { networkCost, type LayerCost } from './layerShapes.ts';
import { hasLayers } from './from/hasLayers.ts';
import type { StartModel } from './from/readStartModel.ts';
import type { NetworkSpec } from './NetworkSpec.ts';
import { epochsFor, scheduleFor, weightDecayOf } from './presets.ts';
import type { ResolvedOptions } from './resolveOptions.ts';

/** Everything that follows from the options and the images before the first step. */
export interface TrainingDecision {
  size: number;
  channels: 1 | 3;
  architecture: Architecture;
  spec: NetworkSpec;
  cost: LayerCost;
  /** Share of the images held out, 0 where they are too few. */
  holdOut: number;
  /** Images trained on, as far as known before the split. */
  trainingImages: number;
  batchSize: number;
  learningRate: number;
  /** The squared error, unless another was asked for: it is what people see, and what PCA makes smallest. */
  loss: LossName;
  /** Of AdamW. */
  weightDecay: number;
  epochs: number;
  warnings: string[];
}

/**
 * @param imageCount images that can be read, as far as known
 * @param start the model that is trained further
 */
export function decideTraining(
  options: ResolvedOptions,
  traits: ImageTraits,
  imageCount: number,
  start: Pick<StartModel, 'spec'> | null = null,
): TrainingDecision {
  const size = options.size ?? chooseSize(traits.sizes, options.preset);
  const channels = options.channels ?? (traits.colour ? 3 : 1);
  const { kind, preset, latent } = options;
  // A linear model has nothing to go on with but what PCA gives of these images.
  const further = start && hasLayers(start.spec) ? start : null;
  const architecture =
    options.architecture === 'auto' || preset === 'instant'
      ? chooseArchitecture(size, channels, preset)
      : options.architecture;
  // A model that was trained by cross-entropy goes on so.
  const loss = options.loss ?? (further?.spec.output === 'sigmoid' ? 'bce' : 'mse');
  const output = loss === 'bce' ? 'sigmoid' : 'clip';
  const spec = further?.spec ?? chooseNetwork({ architecture, kind, preset, size, channels, latent, output });
  const cost = networkCost(spec);
  const schedule = scheduleFor(architecture, preset);
  const holdOut = imageCount < FEWEST_IMAGES_TO_HOLD_OUT ? 0 : options.holdOut;
  const trainingImages = Math.max(1, imageCount - Math.round(imageCount * holdOut));
  // A batch larger than the images would show some of them twice in one step.
  const batchSize = Math.min(options.batchSize ?? schedule.batchSize, trainingImages);
  const epochs = options.epochs ?? epochsFor(schedule, trainingImages, stepCost(cost, batchSize) / batchSize);
  return {
    size,
    channels,
    architecture,
    spec,
    cost,
    holdOut,
    trainingImages,
    batchSize,
    learningRate: options.learningRate ?? schedule.learningRate * (further ? FURTHER_RATE : 1),
    loss,
    weightDecay: weightDecayOf(architecture, spec, trainingImages),
    epochs,
    warnings: [...countWarnings(imageCount, options.holdOut), ...sizeWarnings(traits.sizes, size)],
  };
}

/** Of the learning rate, for a model that is trained further: at the full one it would first lose what it has learned. */
const FURTHER_RATE = 0.5;

const countSteps = (epochs: number, trainingImages: number, batchSize: number) =>
  Math.max(1, Math.ceil((epochs * trainingImages) / batchSize));

/** Adam moves three arrays of weights, in as many passes as cost what so many multiplications do. */
const ADAM_PER_WEIGHT = 500;

/** Of one step, in multiplications: forwards, backwards twice as much, and Adam. */
export const stepCost = ({ multiplications, parameters }: LayerCost, batch: number): number =>
  3 * multiplications * batch + ADAM_PER_WEIGHT * parameters;

/** Of a whole training, in multiplications. */
export const trainingCost = ({ cost, batchSize, trainingImages, epochs }: TrainingDecision): number =>
  (stepCost(cost, batchSize) / batchSize) * trainingImages * epochs;

/** How the steps of a training are counted. */
export interface StepPlan {
  totalSteps: number;
  stepsPerEpoch: number;
  /** Steps in one session.run; everything else happens between two runs. */
  stepsPerRun: number;
  /** A multiple of stepsPerRun. */
  stepsPerEvaluation: number;
  /** Held-out images that an evaluation looks at. */
  evaluationImages: number;
}

/** Multiplications that a run may hold: about a quarter of a second on two cores, so that pause and cancel are prompt. */
const MULTIPLICATIONS_PER_RUN = 4e10;
const MOST_STEPS_PER_RUN = 50;
const MOST_EVALUATIONS = 200;
const MOST_EVALUATION_IMAGES = 2000;
/** Of the training's own cost; a forward pass costs a third of a step. */
const LARGEST_EVALUATION_SHARE = 0.05;

/** All whole numbers, from the sizes alone: a training repeats exactly on a slower machine too. */
export function planSteps(
  decision: TrainingDecision,
  trainingImages: number,
  heldOutImages: number,
): StepPlan {
  const { batchSize, epochs, cost } = decision;
  const exactSteps = countSteps(epochs, trainingImages, batchSize);
  const perRun = MULTIPLICATIONS_PER_RUN / stepCost(cost, batchSize);
  const stepsPerRun = Math.max(
    1,
    Math.min(MOST_STEPS_PER_RUN, Math.ceil(exactSteps / 10), Math.floor(perRun)),
  );
  const totalSteps = Math.ceil(exactSteps / stepsPerRun) * stepsPerRun;
  const evaluationImages = Math.min(heldOutImages, MOST_EVALUATION_IMAGES);
  const stepsBetween = Math.max(
    totalSteps / MOST_EVALUATIONS,
    evaluationImages / 3 / (LARGEST_EVALUATION_SHARE * batchSize),
  );
  return {
    totalSteps,
    stepsPerEpoch: trainingImages / batchSize,
    stepsPerRun,
    stepsPerEvaluation: Math.min(totalSteps, Math.ceil(stepsBetween / stepsPerRun) * stepsPerRun),
    evaluationImages,
  };
}
