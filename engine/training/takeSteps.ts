import type { ProviderName } from '../../protocol/provider.ts';
import type { TrainingReport } from '../../protocol/training.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import type { JobContext } from '../jobs/JobContext.ts';
import { spreadEvenly } from '../random/spreadEvenly.ts';
import type { Candidate } from './Candidate.ts';
import type { CheckpointFile } from './CheckpointFile.ts';
import { BatchStream } from './data/BatchStream.ts';
import { imageBlock, meanPixel } from './data/imageBlock.ts';
import { judgeOf } from './judgeOf.ts';
import { LiveUpdates } from './live/LiveUpdates.ts';
import type { NetworkSpec } from './NetworkSpec.ts';
import type { PixelPca } from './pca/PixelPca.ts';
import type { PreparedTraining } from './prepareTraining.ts';
import { imageSize } from './step/network.ts';
import { startFromPca } from './step/startFromPca.ts';
import { createStepRunner, initialState, type StepRunner, type TrainingState } from './step/StepRunner.ts';
import type { TrainingMessage } from './TrainingPreview.ts';
import { trainingLoop, type LoopResult } from './trainingLoop.ts';

/** What a test replaces: the steps, the clock, how often a checkpoint is written. */
export interface StepParts {
  createStepRunner: typeof createStepRunner;
  /** Monotonic, milliseconds. */
  now: () => number;
  checkpointEverySeconds: number;
}

export const STEP_PARTS: StepParts = {
  createStepRunner,
  now: () => performance.now(),
  checkpointEverySeconds: 30,
};

export interface StepsTaken {
  /** The best weights; null where none is better than PCA. */
  candidate: Candidate | null;
  loop: LoopResult;
}

const PREVIEW_IMAGES = 16;
const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
/** Of gradients of a loss per pixel: far above ordinary ones, so that only a runaway step is cut short. */
const CLIP_NORM = 1;
/** Of the learning rate, for the linear path: at the full rate the first steps would undo the PCA that it starts as. */
const LINEAR_RATE = 0.1;

/**
 * From PCA, where the network has a linear path, from the model that is trained further, or from a checkpoint, to the best weights that the
 * steps come to.
 * @param checkpoint with the key that says whose it is
 * @param secondsSoFar of this training, what came before the steps included
 */
export async function takeSteps(
  prepared: PreparedTraining,
  checkpoint: { file: CheckpointFile; key: string },
  secondsSoFar: () => number,
  context: JobContext<TrainingReport, TrainingMessage>,
  parts: StepParts,
): Promise<StepsTaken> {
  const { options, decision, plan, dataset, split, measured, pca, further, provider } = prepared;
  const { spec, loss } = decision;
  const state =
    checkpoint.file.found?.state ??
    further ??
    firstState(spec, options.seed, meanPixel(dataset, split.training), prepared.begin);
  const runner = await startRunner(provider, () =>
    parts.createStepRunner(
      spec,
      {
        batch: decision.batchSize,
        stepsPerRun: plan.stepsPerRun,
        loss,
        beta: options.beta,
        freeBits: options.freeBits,
        noise: options.noise,
        weightDecay: decision.weightDecay,
        clipNorm: CLIP_NORM,
        adam: ADAM,
        linearRate: LINEAR_RATE,
        provider,
      },
      state,
    ),
  );
  const valuesPerImage = imageSize(spec);
  const finishSeconds = estimateFinish(measured.length, valuesPerImage);
  const isVariational = options.kind === 'vae';
  const judge = judgeOf(loss);
  const live = new LiveUpdates({
    spec,
    dataset,
    runner,
    plannedSeconds: prepared.estimatedSeconds,
    post: (update) => context.post(update),
    now: parts.now,
  });
  try {
    const loop = await trainingLoop(
      {
        runner,
        batches: new BatchStream(dataset, split.training, {
          batch: decision.batchSize,
          seed: options.seed,
          augmentation: options.augmentation,
        }),
        plan,
        learningRate: decision.learningRate,
        seed: options.seed,
        startsAsModel: spec.linear || further !== null,
        meanImageLoss: loss === 'mse' && !isVariational ? pca.totalVariance / valuesPerImage : 0,
        evaluation: imageBlock(dataset, spread(measured, plan.evaluationImages)),
        isHeldOut: split.heldOut.length > 0,
        judgeBy: judge === 'sse' && !isVariational ? 'sse' : 'loss',
        preview: imageBlock(dataset, spread(measured, PREVIEW_IMAGES)),
        pcaSse: judge === 'sse' ? prepared.pcaSse : 0,
        live,
        limitSeconds:
          options.seconds === undefined
            ? null
            : Math.max(1, options.seconds - secondsSoFar() - finishSeconds),
        finishSeconds,
        checkpoint: { ...checkpoint, everySeconds: parts.checkpointEverySeconds },
        now: parts.now,
      },
      context,
    );
    const { names, shapes } = state;
    if (further && loop.best.step === 0) {
      await context.note('Training further made it no better: it is kept as it was.');
    }
    // A network that is no better than it began is PCA with layers that add nothing.
    if (!further && spec.linear && !spec.components && loop.best.step === 0) return { candidate: null, loop };
    return { candidate: { spec, names, shapes, weights: loop.best.weights }, loop };
  } finally {
    await live.dispose();
    await runner.dispose();
  }
}

function firstState(spec: NetworkSpec, seed: number, mean: readonly number[], pca: PixelPca): TrainingState {
  const state = initialState(spec, seed, mean);
  if (spec.linear) startFromPca(spec, state, pca);
  return state;
}

/** @throws EngineError 'provider-failed' with the provider's own words */
async function startRunner(provider: ProviderName, start: () => Promise<StepRunner>): Promise<StepRunner> {
  try {
    return await start();
  } catch (error) {
    if (error instanceof EngineError) throw error;
    const words = error instanceof Error ? error.message : String(error);
    throw new EngineError(
      'provider-failed',
      `Training could not start on ${provider}: ${words}. Choose another provider, or cpu.`,
      { provider },
    );
  }
}

/** Measuring the result: a millisecond for the networks and the SSIM of 10,000 values, the card, and a little for the files. */
const estimateFinish = (images: number, valuesPerImage: number) =>
  0.7 + Math.min(images, 500) * valuesPerImage * 3.3e-7 + images * valuesPerImage * 3e-8;

/** `count` of the rows at even distances: they come in the order of their folders, which are their labels. */
export function spread(rows: Uint32Array, count: number): Uint32Array {
  return Uint32Array.from(spreadEvenly(rows, count));
}
