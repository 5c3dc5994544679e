import { createHash } from 'node:crypto';
import path from 'node:path';
import { env } from 'onnxruntime-node';
import type { ProviderName } from '../../protocol/provider.ts';
import type {
  MeasuredEfficiency,
  TrainingOptions,
  TrainingReport,
  TrainingResult,
} from '../../protocol/training.ts';
import { CARD_FILE } from '../../protocol/modelQuality.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import type { FoundImages } from '../images/findImages.ts';
import { DISCARDED, type JobContext } from '../jobs/JobContext.ts';
import { spreadEvenly } from '../random/spreadEvenly.ts';
import type { Candidate } from './Candidate.ts';
import { CheckpointFile } from './CheckpointFile.ts';
import { isAugmenting } from './data/augmentImage.ts';
import { BatchStream } from './data/BatchStream.ts';
import { gentleAugmentation } from './data/gentleAugmentation.ts';
import { imageBlock, meanPixel } from './data/imageBlock.ts';
import { datasetFingerprint, type Dataset } from './data/loadDataset.ts';
import type { DataSplit } from './data/splitHeldOut.ts';
import { planSteps, stepCost, type StepPlan, type TrainingDecision } from './decideTraining.ts';
import { describeModel } from './describeModel.ts';
import { askedFurther } from './from/askedFurther.ts';
import { hasLayers } from './from/hasLayers.ts';
import { startOf } from './from/readStartModel.ts';
import { splitImages } from './from/splitImages.ts';
import { startState } from './from/startState.ts';
import { isStillImproving } from './isStillImproving.ts';
import { judgeOf } from './judgeOf.ts';
import { keepBetter } from './keepBetter.ts';
import { linearCandidate } from './linearCandidate.ts';
import { LiveUpdates } from './live/LiveUpdates.ts';
import { machineSpeed } from './machineSpeed.ts';
import type { NetworkSpec } from './NetworkSpec.ts';
import { fitComponents } from './pca/fitComponents.ts';
import { fitPixelPca, pcaError, type PixelPca } from './pca/PixelPca.ts';
import { forecastTraining, planNotes } from './planTraining.ts';
import { prepareImages } from './prepareImages.ts';
import { measureQuality } from './quality/measureQuality.ts';
import { checkOptions, type ResolvedOptions } from './resolveOptions.ts';
import { latentScales, startFromPca } from './step/startFromPca.ts';
import { createStepRunner, initialState, type StepRunner, type TrainingState } from './step/StepRunner.ts';
import type { TrainingMessage } from './TrainingPreview.ts';
import { trainingLoop, type LoopResult } from './trainingLoop.ts';
import { lockTraining } from './lockTraining.ts';
import { saveModel } from './saveModel.ts';
import { checkModelFolder, type ModelFiles } from './writeModelFolder.ts';

/** What a test replaces: the steps, the clock, how often a checkpoint is written. */
export interface TrainingParts {
  /** What was found at the paths already, or a part of it. */
  found?: FoundImages;
  createStepRunner: typeof createStepRunner;
  /** Monotonic, milliseconds. */
  now: () => number;
  checkpointEverySeconds: number;
}

const PARTS: TrainingParts = {
  createStepRunner,
  now: () => performance.now(),
  checkpointEverySeconds: 30,
};

const PREVIEW_IMAGES = 16;
const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
/** Of gradients of a loss per pixel: far above ordinary ones, so that only a runaway step is cut short. */
const CLIP_NORM = 1;
/** Of the learning rate, for the linear path: at the full rate the first steps would undo the PCA that it starts as. */
const LINEAR_RATE = 0.1;

/**
 * Trains an autoencoder on images and writes it as a model folder. A training that was killed goes on from its
 * checkpoint when it is started again with the same options; without a time limit the result is then, bit for bit, that
 * of an uninterrupted one on the CPU.
 * @param options `out` is required here
 * @throws EngineError 'bad-request' (options, folder), 'in-use' (another training writes that folder), 'bad-images',
 * 'training-failed', 'cancelled'
 */
export async function train(
  options: TrainingOptions,
  context: JobContext<TrainingReport, TrainingMessage>,
  parts: Partial<TrainingParts> = PARTS,
): Promise<TrainingResult> {
  if (!options.out)
    throw new EngineError('bad-request', 'Training: no folder given to write the model to (out).');
  const out = path.resolve(options.out);
  await checkModelFolder(out);
  const lock = lockTraining(out);
  try {
    return await trainInto(out, options, context, { ...PARTS, ...parts });
  } finally {
    lock.release();
  }
}

async function trainInto(
  out: string,
  options: TrainingOptions,
  context: JobContext<TrainingReport, TrainingMessage>,
  parts: TrainingParts,
): Promise<TrainingResult> {
  const start = parts.now();
  const secondsSoFar = () => (parts.now() - start) / 1000;
  const from = await startOf(options);
  const asked = askedFurther(checkOptions(options), from);
  const chosen = await prepareImages(options.images, asked, context, { start: from, known: parts.found });
  const { dataset, decision } = chosen;
  const fingerprint = datasetFingerprint(dataset);
  const { split, warnings } = splitImages(dataset, fingerprint, decision.holdOut, chosen.options.seed, from);
  decision.warnings.push(...warnings);
  const isHeldOut = split.heldOut.length > 0;
  const measured = isHeldOut ? split.heldOut : split.training;
  const facts = { machineSpeed: await machineSpeed(), measured: [], secondsPerImage: 0 };
  const expected = forecastTraining(chosen, dataset.count, dataset.unreadable.length, facts);
  for (const words of planNotes(expected)) await context.note(words);
  await context.progress({ done: 0, total: 0, detail: 'fitting PCA' });
  const valuesPerImage = dataset.width * dataset.height * dataset.channels;
  const pca = await fitPixelPca(dataset.pixels, valuesPerImage, split.training, chosen.options.latent);
  const pcaSse = await pcaError(dataset.pixels, measured, pca);
  const augmentation = await gentleAugmentation(
    chosen.options.augmentation,
    dataset,
    { training: split.training, measured },
    pca,
  );
  const resolved = { ...chosen.options, augmentation };

  const goesOn = from !== null && hasLayers(from.spec);
  const { components } = decision.spec;
  if (components) await context.progress({ done: 0, total: 0, detail: 'fitting components' });
  const begin =
    components && !goesOn
      ? await fitComponents(dataset, split.training, components, { augmentation, seed: resolved.seed })
      : pca;

  const plan = planSteps(decision, split.training.length, measured.length);
  const provider: ProviderName = resolved.provider === 'auto' ? 'cpu' : resolved.provider;
  const key = sha256(
    JSON.stringify([resolved, decision, plan, provider, fingerprint, from?.hash, env.versions]),
  );
  const further = goesOn ? startState(from, resolved.seed) : null;
  const checkpoint = await CheckpointFile.open(out, key, (words) => context.note(words));
  const isDiscarded = () => context.signal.aborted && context.signal.reason === DISCARDED;
  try {
    const trained =
      resolved.preset === 'instant'
        ? null
        : await takeSteps(
            {
              resolved,
              decision,
              plan,
              dataset,
              split,
              measured,
              pca,
              begin,
              provider,
              checkpoint,
              key,
              further,
            },
            { secondsSoFar, valuesPerImage, pcaSse, plannedSeconds: expected.estimatedSeconds },
            context,
            parts,
          );
    const judge = judgeOf(decision.loss);
    const kept = await keepBetter(
      {
        linear: {
          candidate: linearCandidate(decision.spec, pca),
          units: latentScales(pca, resolved.latent),
        },
        trained: trained?.candidate
          ? {
              candidate: trained.candidate,
              units: further ? null : latentScales(begin, resolved.latent),
            }
          : null,
        judge,
      },
      dataset,
      split.training,
      measured,
    );
    if (isDiscarded()) throw new EngineError('cancelled', 'The training was cancelled.');
    const { outcome, quality, card } = await measureQuality(
      {
        graphs: kept.networks,
        dataset,
        training: split.training,
        measured,
        error: kept.heldOut,
        outcome: {
          pcaSse,
          isHeldOut,
          isPca: kept.isPca,
          steps: trained?.loop.steps ?? 0,
          isCutShort: trained !== null && trained.loop.steps < plan.totalSteps,
          isStillImproving: isStillImproving(trained?.loop.curve ?? [], judge),
          isAugmented: isAugmenting(augmentation),
          latent: resolved.latent,
          ...(judge !== 'sse' && {
            judged: { by: judge, error: kept.heldOut.loss!, pcaError: kept.pca.loss! },
          }),
        },
        isVariational: resolved.kind === 'vae',
        seed: resolved.seed,
      },
      (words) => context.note(words),
    );
    const result: TrainingResult = {
      modelPath: out,
      heldOut: kept.heldOut,
      pcaSse,
      isPca: kept.isPca,
      outcome,
      durationSeconds: (checkpoint.found?.seconds ?? 0) + secondsSoFar(),
      epochs: trained ? Math.round((10 * trained.loop.steps) / plan.stepsPerEpoch) / 10 : 0,
      stoppedBecause: trained?.loop.stoppedBecause ?? 'fitted, without steps',
      speed: trained && (await measuredSpeed(decision, trained.loop)),
      images: dataset.count,
      unreadable: dataset.unreadable,
      warnings: decision.warnings,
    };
    const json = describeModel({
      options,
      resolved,
      dataset,
      fingerprint,
      decision,
      plan,
      split,
      kept,
      totalVariance: pca.totalVariance,
      loop: trained?.loop ?? null,
      result,
      quality,
      provider,
      from,
    });
    const files: ModelFiles = {
      'encoder.onnx': kept.networks.encoder,
      'decoder.onnx': kept.networks.decoder,
      ...(card && { [CARD_FILE]: card }),
      'model.json': new TextEncoder().encode(`${JSON.stringify(json, null, 2)}\n`),
    };
    const modelPath = await saveModel(out, files, context);
    await checkpoint.remove();
    return { ...result, modelPath };
  } catch (error) {
    // After any other end the checkpoint is what is left.
    if (isDiscarded()) await checkpoint.remove();
    throw error;
  }
}

interface Prepared {
  resolved: ResolvedOptions;
  decision: TrainingDecision;
  plan: StepPlan;
  dataset: Dataset;
  split: DataSplit;
  /** Rows that errors are measured on. */
  measured: Uint32Array;
  pca: PixelPca;
  /** What a network begins as: PCA, of as many components as it looks at. */
  begin: PixelPca;
  provider: ProviderName;
  checkpoint: CheckpointFile;
  key: string;
  /** The weights of the model that is trained further. */
  further: TrainingState | null;
}

/** From PCA, where the network has a linear path, or from a checkpoint, to the best weights that the steps came to; null where none is better than PCA. */
async function takeSteps(
  {
    resolved,
    decision,
    plan,
    dataset,
    split,
    measured,
    pca,
    begin,
    provider,
    checkpoint,
    key,
    further,
  }: Prepared,
  {
    secondsSoFar,
    valuesPerImage,
    pcaSse,
    plannedSeconds,
  }: { secondsSoFar: () => number; valuesPerImage: number; pcaSse: number; plannedSeconds: number },
  context: JobContext<TrainingReport, TrainingMessage>,
  parts: TrainingParts,
): Promise<{ candidate: Candidate | null; loop: LoopResult }> {
  const { spec } = decision;
  const state =
    checkpoint.found?.state ??
    further ??
    firstState(spec, resolved.seed, meanPixel(dataset, split.training), begin);
  const runner = await startRunner(provider, () =>
    parts.createStepRunner(
      spec,
      {
        batch: decision.batchSize,
        stepsPerRun: plan.stepsPerRun,
        loss: decision.loss,
        beta: resolved.beta,
        freeBits: resolved.freeBits,
        noise: resolved.noise,
        weightDecay: decision.weightDecay,
        clipNorm: CLIP_NORM,
        adam: ADAM,
        linearRate: LINEAR_RATE,
        provider,
      },
      state,
    ),
  );
  const finishSeconds = estimateFinish(measured.length, valuesPerImage);
  const live = new LiveUpdates({
    spec,
    dataset,
    runner,
    plannedSeconds,
    post: (update) => context.post(update),
    now: parts.now,
  });
  try {
    const loop = await trainingLoop(
      {
        runner,
        batches: new BatchStream(dataset, split.training, {
          batch: decision.batchSize,
          seed: resolved.seed,
          augmentation: resolved.augmentation,
        }),
        plan,
        learningRate: decision.learningRate,
        seed: resolved.seed,
        startsAsModel: spec.linear || further !== null,
        meanImageLoss:
          decision.loss === 'mse' && resolved.kind !== 'vae' ? pca.totalVariance / valuesPerImage : 0,
        evaluation: imageBlock(dataset, spread(measured, plan.evaluationImages)),
        isHeldOut: split.heldOut.length > 0,
        judgeBy: judgeOf(decision.loss) === 'sse' && resolved.kind !== 'vae' ? 'sse' : 'loss',
        preview: imageBlock(dataset, spread(measured, PREVIEW_IMAGES)),
        pcaSse: judgeOf(decision.loss) === 'sse' ? pcaSse : 0,
        live,
        limitSeconds:
          resolved.seconds === undefined
            ? null
            : Math.max(1, resolved.seconds - secondsSoFar() - finishSeconds),
        finishSeconds,
        checkpoint: { file: checkpoint, key, everySeconds: parts.checkpointEverySeconds },
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

/** null where no step was made. */
async function measuredSpeed(
  { architecture, cost, batchSize }: TrainingDecision,
  { steps, seconds }: LoopResult,
): Promise<MeasuredEfficiency | null> {
  if (architecture === 'linear' || steps === 0 || !(seconds > 0)) return null;
  const perSecond = (stepCost(cost, batchSize) * steps) / seconds;
  const { multiplications } = cost;
  return { architecture, multiplications, efficiency: perSecond / (await machineSpeed()) };
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

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Measuring the result: a millisecond for the networks and the SSIM of 10,000 values, the card, and a little for the files. */
const estimateFinish = (images: number, valuesPerImage: number) =>
  0.7 + Math.min(images, 500) * valuesPerImage * 3.3e-7 + images * valuesPerImage * 3e-8;

/** `count` of the rows at even distances: they come in the order of their folders, which are their labels. */
export function spread(rows: Uint32Array, count: number): Uint32Array {
  return Uint32Array.from(spreadEvenly(rows, count));
}
