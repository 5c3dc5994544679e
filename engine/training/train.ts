import { createHash } from 'node:crypto';
import path from 'node:path';
import { env } from 'onnxruntime-node';
import type { ProviderName } from '../../protocol/provider.ts';
import type { TrainingOptions, TrainingReport, TrainingResult } from '../../protocol/training.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { DISCARDED, type JobContext } from '../jobs/JobContext.ts';
import { spreadEvenly } from '../random/spreadEvenly.ts';
import { CheckpointFile } from './CheckpointFile.ts';
import { BatchStream } from './data/BatchStream.ts';
import { imageBlock, meanPixel } from './data/imageBlock.ts';
import { datasetFingerprint } from './data/loadDataset.ts';
import { splitHeldOut } from './data/splitHeldOut.ts';
import { planSteps } from './decideTraining.ts';
import { describeModel } from './describeModel.ts';
import { LiveUpdates } from './live/LiveUpdates.ts';
import { measureModel } from './measureModel.ts';
import { pcaBaseline } from './pcaBaseline.ts';
import { planNotes, toPlan } from './planTraining.ts';
import { prepareImages } from './prepareImages.ts';
import { resolveOptions } from './resolveOptions.ts';
import { createStepRunner, exportNetworks, initialState, type StepRunner } from './step/StepRunner.ts';
import type { TrainingMessage } from './TrainingPreview.ts';
import { trainingLoop, type LoopResult } from './trainingLoop.ts';
import { lockTraining } from './lockTraining.ts';
import { saveModel } from './saveModel.ts';
import { checkModelFolder, type ModelFiles } from './writeModelFolder.ts';

/** What a test replaces: the steps, the clock, how often a checkpoint is written. */
export interface TrainingParts {
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
  parts: TrainingParts = PARTS,
): Promise<TrainingResult> {
  if (!options.out)
    throw new EngineError('bad-request', 'Training: no folder given to write the model to (out).');
  const out = path.resolve(options.out);
  await checkModelFolder(out);
  const lock = lockTraining(out);
  try {
    return await trainInto(out, options, context, parts);
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
  const resolved = resolveOptions(options);
  const { dataset, decision } = await prepareImages(options.images, resolved, context);
  const split = splitHeldOut(dataset.pixels, dataset.count, decision.holdOut, resolved.seed);
  const isHeldOut = split.heldOut.length > 0;
  const measured = isHeldOut ? split.heldOut : split.training;
  const expected = await toPlan(decision, dataset.count, dataset.unreadable.length, resolved.seconds ?? null);
  for (const words of planNotes(expected)) await context.note(words);
  await context.progress({ done: 0, total: 0, detail: 'fitting PCA to compare with' });
  const valuesPerImage = dataset.width * dataset.height * dataset.channels;
  const pcaSse = await pcaBaseline(dataset.pixels, valuesPerImage, split.training, measured, resolved.latent);

  const plan = planSteps(decision, split.training.length, measured.length);
  const provider: ProviderName = resolved.provider === 'auto' ? 'cpu' : resolved.provider;
  const fingerprint = datasetFingerprint(dataset);
  const key = sha256(JSON.stringify([resolved, decision, plan, provider, fingerprint, env.versions]));
  const checkpoint = await CheckpointFile.open(out, key, (words) => context.note(words));
  const state =
    checkpoint.found?.state ?? initialState(decision.spec, resolved.seed, meanPixel(dataset, split.training));
  const runner = await startRunner(provider, () =>
    parts.createStepRunner(
      decision.spec,
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
        provider,
      },
      state,
    ),
  );
  const isDiscarded = () => context.signal.aborted && context.signal.reason === DISCARDED;
  const finishSeconds = estimateFinish(measured.length, valuesPerImage);
  const live = new LiveUpdates({
    spec: decision.spec,
    dataset,
    runner,
    plannedSeconds: resolved.seconds ?? null,
    post: (update) => context.post(update),
    now: parts.now,
  });
  let loop: LoopResult;
  try {
    loop = await trainingLoop(
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
        evaluation: imageBlock(dataset, spread(measured, plan.evaluationImages)),
        isHeldOut,
        // What a person sees is the squared error; a VAE's loss holds more than that, and other losses were asked for.
        judgeBy: resolved.kind !== 'vae' && ['mse', 'bce'].includes(decision.loss) ? 'sse' : 'loss',
        preview: imageBlock(dataset, spread(measured, PREVIEW_IMAGES)),
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
  } catch (error) {
    // After any other end the checkpoint is what is left.
    if (isDiscarded()) await checkpoint.remove();
    throw error;
  } finally {
    await live.dispose();
    await runner.dispose();
  }

  const networks = exportNetworks(decision.spec, { names: state.names, weights: loop.best.weights });
  const heldOut = await measureModel(networks, dataset, measured);
  if (isDiscarded()) {
    await checkpoint.remove();
    throw new EngineError('cancelled', 'The training was cancelled.');
  }
  const result: TrainingResult = {
    modelPath: out,
    heldOut,
    pcaSse,
    durationSeconds: (checkpoint.found?.seconds ?? 0) + secondsSoFar(),
    epochs: Math.round((10 * loop.steps) / plan.stepsPerEpoch) / 10,
    stoppedBecause: loop.stoppedBecause,
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
    loop,
    result,
    provider,
  });
  const files: ModelFiles = {
    'encoder.onnx': networks.encoder,
    'decoder.onnx': networks.decoder,
    'model.json': new TextEncoder().encode(`${JSON.stringify(json, null, 2)}\n`),
  };
  try {
    const modelPath = await saveModel(out, files, context);
    await checkpoint.remove();
    return { ...result, modelPath };
  } catch (error) {
    if (isDiscarded()) await checkpoint.remove();
    throw error;
  }
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

/** Measuring the result: a millisecond for the networks and the SSIM of 10,000 values, and a little for the files. */
const estimateFinish = (images: number, valuesPerImage: number) =>
  0.5 + Math.min(images, 500) * valuesPerImage * 2e-7 + images * valuesPerImage * 3e-8;

/** `count` of the rows at even distances: they come in the order of their folders, which are their labels. */
export function spread(rows: Uint32Array, count: number): Uint32Array {
  return Uint32Array.from(spreadEvenly(rows, count));
}
