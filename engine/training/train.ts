import { createHash } from 'node:crypto';
import path from 'node:path';
import { env } from 'onnxruntime-node';
import type {
  MeasuredEfficiency,
  TrainingOptions,
  TrainingReport,
  TrainingResult,
} from '../../protocol/training.ts';
import type { TrainingOutcome } from '../../protocol/trainingWords.ts';
import { CARD_FILE } from '../../protocol/modelQuality.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import type { FoundImages } from '../images/findImages.ts';
import { DISCARDED, type JobContext } from '../jobs/JobContext.ts';
import { CheckpointFile } from './CheckpointFile.ts';
import { isAugmenting } from './data/augmentImage.ts';
import { stepCost, type TrainingDecision } from './decideTraining.ts';
import { describeModel } from './describeModel.ts';
import { isStillImproving } from './isStillImproving.ts';
import { judgeOf } from './judgeOf.ts';
import { keepBetter, type KeptModel } from './keepBetter.ts';
import { linearCandidate } from './linearCandidate.ts';
import { machineSpeed } from './machineSpeed.ts';
import { prepareTraining, type PreparedTraining } from './prepareTraining.ts';
import { measureQuality } from './quality/measureQuality.ts';
import { latentScales } from './step/startFromPca.ts';
import { STEP_PARTS, takeSteps, type StepParts, type StepsTaken } from './takeSteps.ts';
import type { TrainingMessage } from './TrainingPreview.ts';
import type { LoopResult } from './trainingLoop.ts';
import { lockTraining } from './lockTraining.ts';
import { saveModel } from './saveModel.ts';
import { checkModelFolder, type ModelFiles } from './writeModelFolder.ts';

export interface TrainingParts extends StepParts {
  /** What was found at the paths already, or a part of it. */
  found?: FoundImages;
}

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
  parts: Partial<TrainingParts> = {},
): Promise<TrainingResult> {
  if (!options.out)
    throw new EngineError('bad-request', 'Training: no folder given to write the model to (out).');
  const out = path.resolve(options.out);
  await checkModelFolder(out);
  const lock = lockTraining(out);
  try {
    return await trainInto(out, options, context, { ...STEP_PARTS, ...parts });
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
  const prepared = await prepareTraining(options, context, parts.found);
  const { dataset, split, measured, decision, plan } = prepared;
  const key = keyOf(prepared);
  const file = await CheckpointFile.open(out, key, (words) => context.note(words));
  const isDiscarded = () => context.signal.aborted && context.signal.reason === DISCARDED;
  try {
    const taken =
      prepared.options.preset === 'instant'
        ? null
        : await takeSteps(prepared, { file, key }, secondsSoFar, context, parts);
    const kept = await keepBetter(candidatesOf(prepared, taken), dataset, split.training, measured);
    if (isDiscarded()) throw new EngineError('cancelled', 'The training was cancelled.');
    const { outcome, quality, card } = await measureQuality(
      {
        graphs: kept.networks,
        dataset,
        training: split.training,
        measured,
        error: kept.heldOut,
        outcome: outcomeOf(prepared, taken, kept),
        isVariational: prepared.options.kind === 'vae',
        seed: prepared.options.seed,
      },
      (words) => context.note(words),
    );
    const result: TrainingResult = {
      modelPath: out,
      heldOut: kept.heldOut,
      pcaSse: prepared.pcaSse,
      isPca: kept.isPca,
      outcome,
      durationSeconds: (file.found?.seconds ?? 0) + secondsSoFar(),
      epochs: taken ? Math.round((10 * taken.loop.steps) / plan.stepsPerEpoch) / 10 : 0,
      stoppedBecause: taken?.loop.stoppedBecause ?? 'fitted, without steps',
      speed: taken && (await measuredSpeed(decision, taken.loop)),
      images: dataset.count,
      unreadable: dataset.unreadable,
      warnings: decision.warnings,
    };
    const json = describeModel({
      asked: options,
      prepared,
      kept,
      loop: taken?.loop ?? null,
      result,
      quality,
    });
    const files: ModelFiles = {
      'encoder.onnx': kept.networks.encoder,
      'decoder.onnx': kept.networks.decoder,
      ...(card && { [CARD_FILE]: card }),
      'model.json': new TextEncoder().encode(`${JSON.stringify(json, null, 2)}\n`),
    };
    const modelPath = await saveModel(out, files, context);
    await file.remove();
    return { ...result, modelPath };
  } catch (error) {
    // After any other end the checkpoint is what is left.
    if (isDiscarded()) await file.remove();
    throw error;
  }
}

/** Trainings of the same key take the same steps. */
function keyOf({ options, decision, plan, provider, fingerprint, from }: PreparedTraining): string {
  const parts = [options, decision, plan, provider, fingerprint, from?.hash, env.versions];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** What may be kept: PCA, and what the steps came to. */
function candidatesOf(
  { options: { latent }, decision, pca, begin, further }: PreparedTraining,
  taken: StepsTaken | null,
): Parameters<typeof keepBetter>[0] {
  const candidate = taken?.candidate;
  return {
    linear: { candidate: linearCandidate(decision.spec, pca), units: latentScales(pca, latent) },
    trained: candidate ? { candidate, units: further ? null : latentScales(begin, latent) } : null,
    judge: judgeOf(decision.loss),
  };
}

function outcomeOf(
  { options, decision, plan, split, pcaSse }: PreparedTraining,
  taken: StepsTaken | null,
  { isPca, heldOut, pca }: KeptModel,
): Omit<TrainingOutcome, 'sse' | 'trainedSse'> {
  const judge = judgeOf(decision.loss);
  return {
    pcaSse,
    isHeldOut: split.heldOut.length > 0,
    isPca,
    steps: taken?.loop.steps ?? 0,
    isCutShort: taken !== null && taken.loop.steps < plan.totalSteps,
    isStillImproving: isStillImproving(taken?.loop.curve ?? [], judge),
    isAugmented: isAugmenting(options.augmentation),
    latent: options.latent,
    ...(judge !== 'sse' && { judged: { by: judge, error: heldOut.loss!, pcaError: pca.loss! } }),
  };
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
