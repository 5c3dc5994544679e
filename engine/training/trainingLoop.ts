import { setImmediate } from 'node:timers/promises';
import type { CurvePoint, TrainingReport } from '../../protocol/training.ts';
import { EngineError } from '../../protocol/EngineError.ts';
import { DISCARDED, type JobContext } from '../jobs/JobContext.ts';
import type { BestWeights } from './checkpoint.ts';
import type { CheckpointFile } from './CheckpointFile.ts';
import type { BatchStream } from './data/BatchStream.ts';
import type { ImageBlock } from './data/imageBlock.ts';
import { Random } from '../random/Random.ts';
import type { StepPlan } from './decideTraining.ts';
import { DivergenceWatch } from './DivergenceWatch.ts';
import { learningRateAt } from './learningRateAt.ts';
import type { LiveUpdates } from './live/LiveUpdates.ts';
import { RemainingTime } from './RemainingTime.ts';
import type { StepRunner } from './step/StepRunner.ts';
import type { TrainingMessage, TrainingPreview } from './TrainingPreview.ts';

export interface LoopInput {
  runner: StepRunner;
  batches: BatchStream;
  plan: StepPlan;
  learningRate: number;
  seed: number;
  /** What the held-out loss is measured on; training images where none are held out. */
  evaluation: ImageBlock;
  /** Whether the weights before the first step are a model already, PCA or one that is trained further, and may be the best. */
  startsAsModel: boolean;
  /** The loss of drawing the mean image every time; 0 where that is not known. */
  meanImageLoss: number;
  /** Whether `evaluation` is held out, so that its loss says when to stop. */
  isHeldOut: boolean;
  /** Which weights are the best: those of the lowest loss, or of the lowest squared error. */
  judgeBy: 'loss' | 'sse';
  preview: ImageBlock;
  /** Squared error per image of PCA of the same size: what the training is compared with; 0 where another loss was asked for. */
  pcaSse: number;
  /** What is sent while the training is watched. */
  live: Pick<LiveUpdates, 'watch' | 'stepsTaken'>;
  /** Seconds of training after which it ends; null: by its steps alone. */
  limitSeconds: number | null;
  /** What measuring and writing will take after the last step. */
  finishSeconds: number;
  /** It goes on from what was found in the file. */
  checkpoint: { file: CheckpointFile; key: string; everySeconds: number };
  /** Monotonic, milliseconds. */
  now: () => number;
}

export interface LoopResult {
  best: BestWeights;
  steps: number;
  curve: CurvePoint[];
  /** Seconds of training, pauses left out. */
  seconds: number;
  /** Of these, inside the runner's steps. */
  stepSeconds: number;
  /** Making batches. */
  batchSeconds: number;
  stoppedBecause: string;
}

/**
 * Stops when the held-out loss has not improved for this share of the planned steps (a network that seems to stand still gains again as the
 * rate falls: scans of heads 0.720 of PCA when stopped after a quarter, with a fifth of the rate before it), …
 */
const PATIENCE_SHARE = 0.5;
/** … or for this share where nothing came below what it started as: at the full rate a network loses some of PCA, and wins it back as the rate falls, … */
const PATIENCE_SHARE_AT_START = 0.75;
/** … and for at least so many evaluations. */
const PATIENCE_EVALUATIONS = 10;
/** Of the patience: from here on it is said that the training may end sooner than its steps do. */
const DOUBTFUL = 0.3;
const PROGRESS_EVERY_MS = 250;
const PREVIEW_EVERY_MS = 1500;

/** The steps of a training: trains, evaluates, keeps the best weights, tells how it goes, until one of its ends. */
export async function trainingLoop(
  input: LoopInput,
  context: JobContext<TrainingReport, TrainingMessage>,
): Promise<LoopResult> {
  return new TrainingLoop(input, context).run();
}

class TrainingLoop {
  readonly #input: LoopInput;
  readonly #context: JobContext<TrainingReport, TrainingMessage>;
  readonly #remaining: RemainingTime;
  readonly #divergence: DivergenceWatch;
  readonly #curve: CurvePoint[];
  #best: BestWeights | null;
  #step: number;
  #lossSum = 0;
  #lossCount = 0;
  #seconds: number;
  #stepMs = 0;
  #batchMs = 0;
  /** What the last evaluation took. */
  #evaluationSeconds = 0;
  /** What is timed apart of what has passed since progress was marked last. */
  #passed = { steps: 0, evaluation: 0, live: 0 };
  #markedSeconds: number;
  #lastMark: number;
  #lastCheckpointSeconds: number;
  #lastProgressMs = -Infinity;
  #lastPreviewMs = -Infinity;
  #previewVersion = 0;
  #isPaused = false;
  #mustFinish = false;
  #wake: () => void = () => {};

  constructor(input: LoopInput, context: JobContext<TrainingReport, TrainingMessage>) {
    const { plan, checkpoint, limitSeconds, finishSeconds } = input;
    this.#input = input;
    this.#context = context;
    this.#divergence = new DivergenceWatch(input.meanImageLoss);
    const { found } = checkpoint.file;
    this.#curve = found?.curve.slice() ?? [];
    this.#best = found?.best ?? null;
    this.#step = found?.state.step ?? 0;
    this.#remaining = new RemainingTime(plan, limitSeconds, finishSeconds, this.#step);
    this.#lossSum = found?.lossSum ?? 0;
    this.#lossCount = found?.lossCount ?? 0;
    this.#seconds = this.#markedSeconds = this.#lastCheckpointSeconds = found?.seconds ?? 0;
    this.#lastMark = input.now();
    context.onCommand((command) => {
      if (command === 'watch' || command === 'unwatch') {
        input.live.watch(command === 'watch');
        return;
      }
      this.#isPaused = command === 'pause';
      this.#mustFinish ||= command === 'finish';
      this.#wake();
    });
    context.signal.addEventListener('abort', () => this.#wake(), { once: true });
  }

  async run(): Promise<LoopResult> {
    const { plan, startsAsModel } = this.#input;
    if (startsAsModel && this.#step === 0) await this.#keepIfBetter(await this.#measure());
    let stoppedBecause: string | null = null;
    while (stoppedBecause === null) {
      await this.#letCommandsIn();
      const problem = await this.#runSteps();
      if (problem !== null) {
        stoppedBecause = this.#stopDiverged(problem);
        break;
      }
      const ended = this.#endReached();
      if (ended !== null || this.#step % plan.stepsPerEvaluation === 0) await this.#evaluate();
      stoppedBecause = ended ?? this.#earlyStop();
      await this.#showLive();
      this.#tick();
      this.#markProgress();
      const { everySeconds } = this.#input.checkpoint;
      if (stoppedBecause === null && this.#seconds - this.#lastCheckpointSeconds >= everySeconds) {
        await this.#saveCheckpoint();
      }
      await this.#tell(stoppedBecause);
    }
    const best = this.#best;
    if (!best) throw this.#divergedAtOnce(stoppedBecause);
    return {
      best,
      steps: this.#step,
      curve: this.#curve,
      seconds: this.#seconds,
      stepSeconds: this.#stepMs / 1000,
      batchSeconds: this.#batchMs / 1000,
      stoppedBecause,
    };
  }

  /** session.run blocks the thread, so messages from outside get their turn here; a pause waits here. */
  async #letCommandsIn(): Promise<void> {
    await setImmediate();
    await this.#throwIfCancelled();
    if (!this.#isPaused || this.#mustFinish) return;
    this.#tick();
    await this.#saveCheckpoint();
    await this.#tell('paused');
    while (this.#isPaused && !this.#mustFinish && !this.#context.signal.aborted) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    await this.#throwIfCancelled();
    this.#lastMark = this.#input.now();
  }

  /** What the person did not discard is kept, to be gone on with. */
  async #throwIfCancelled(): Promise<void> {
    const { aborted, reason } = this.#context.signal;
    if (!aborted) return;
    if (reason !== DISCARDED && this.#step > 0) await this.#saveCheckpoint();
    throw new EngineError('cancelled', 'The training was cancelled.');
  }

  /** @returns what went wrong, or null */
  async #runSteps(): Promise<string | null> {
    const { runner, batches, plan, limitSeconds, now, seed } = this.#input;
    const secondsPerStep = this.#step === 0 ? 0 : this.#seconds / this.#step;
    const rates = Float32Array.from({ length: plan.stepsPerRun }, (_, i) => {
      const timeShare =
        limitSeconds === null ? 0 : Math.min(1, (this.#seconds + i * secondsPerStep) / limitSeconds);
      return learningRateAt(this.#step + i, plan.totalSteps, timeShare, this.#input.learningRate);
    });
    const start = now();
    const images = batches.block(this.#step, plan.stepsPerRun);
    const prepared = now();
    const noiseSeed = new Random(seed, this.#step).uint32();
    const { losses, gradientNorms } = await runner.run(images, rates, noiseSeed);
    this.#batchMs += prepared - start;
    this.#stepMs += now() - prepared;
    this.#passed.steps += (now() - start) / 1000;
    const problem = this.#divergence.check(this.#step, losses, gradientNorms);
    this.#step += plan.stepsPerRun;
    this.#lossSum += losses.reduce((sum, loss) => sum + loss, 0);
    this.#lossCount += losses.length;
    this.#tick();
    return problem;
  }

  /** Why the training has to end here, or null. */
  #endReached(): string | null {
    const { plan, limitSeconds } = this.#input;
    if (this.#mustFinish) return 'stopped on request';
    if (this.#step >= plan.totalSteps) return 'all epochs done';
    if (limitSeconds !== null) {
      const secondsPerRun = (this.#seconds / this.#step) * plan.stepsPerRun;
      // After the last step it is evaluated once more here, and once with the exported networks.
      const seconds = this.#seconds + secondsPerRun + 2 * this.#evaluationSeconds;
      if (seconds > limitSeconds) return 'time limit reached';
    }
    return null;
  }

  #earlyStop(): string | null {
    if (!this.#best || this.#impatience() < 1) return null;
    const since = this.#best.step === 0 ? 'than before its first step' : `since epoch ${this.#best.epoch}`;
    return `early stop: no better on held-out images ${since}`;
  }

  /** Share of the patience that the steps since the best have used up: at 1 the training ends. 0 where it waits for nothing. */
  #impatience(): number {
    const { plan, isHeldOut } = this.#input;
    if (!isHeldOut || !this.#best) return 0;
    const patience = Math.max(
      (this.#best.step === 0 ? PATIENCE_SHARE_AT_START : PATIENCE_SHARE) * plan.totalSteps,
      PATIENCE_EVALUATIONS * plan.stepsPerEvaluation,
    );
    const isReachable = this.#best.step + patience < plan.totalSteps;
    return isReachable ? (this.#step - this.#best.step) / patience : 0;
  }

  async #evaluate(): Promise<void> {
    const start = this.#input.now();
    const error = await this.#measure();
    this.#curve.push({
      step: this.#step,
      epoch: this.#epoch(),
      seconds: this.#seconds,
      train: this.#lossSum / this.#lossCount,
      heldOut: error.loss,
      heldOutSse: error.sse,
    });
    this.#lossSum = this.#lossCount = 0;
    await this.#keepIfBetter(error);
    await this.#postPreview();
    this.#passed.evaluation += (this.#input.now() - start) / 1000;
  }

  async #measure(): Promise<{ loss: number; sse: number }> {
    const { runner, evaluation } = this.#input;
    this.#tick();
    const secondsBefore = this.#seconds;
    const error = await runner.evaluate(evaluation.pixels, evaluation.count);
    this.#tick();
    this.#evaluationSeconds = this.#seconds - secondsBefore;
    return error;
  }

  async #showLive(): Promise<void> {
    const { live, plan, now } = this.#input;
    const start = now();
    await live.stepsTaken(plan.stepsPerRun);
    this.#passed.live += (now() - start) / 1000;
  }

  #markProgress(): void {
    const { steps, evaluation, live } = this.#passed;
    const rest = Math.max(0, this.#seconds - this.#markedSeconds - steps - evaluation - live);
    this.#remaining.mark(this.#step, { steps, evaluation, live, rest }, this.#seconds);
    this.#passed = { steps: 0, evaluation: 0, live: 0 };
    this.#markedSeconds = this.#seconds;
  }

  async #keepIfBetter({ loss, sse }: { loss: number; sse: number }): Promise<void> {
    const { runner, judgeBy } = this.#input;
    const heldOutError = judgeBy === 'loss' ? loss : sse;
    if (!(heldOutError < (this.#best?.heldOutError ?? Infinity))) return;
    const { weights } = await runner.state();
    this.#best = { step: this.#step, epoch: this.#epoch(), heldOutError, weights };
  }

  /** Epochs done, to one decimal. */
  #epoch(): number {
    return Math.round((10 * this.#step) / this.#input.plan.stepsPerEpoch) / 10;
  }

  /** Between runs of steps, at any time. */
  async #saveCheckpoint(): Promise<void> {
    const { file, key } = this.#input.checkpoint;
    await file.save({
      key,
      state: await this.#input.runner.state(),
      best: this.#best,
      curve: this.#curve,
      epoch: this.#epoch(),
      lossSum: this.#lossSum,
      lossCount: this.#lossCount,
      seconds: this.#seconds,
    });
    this.#lastCheckpointSeconds = this.#seconds;
  }

  #stopDiverged(problem: string): string {
    if (!this.#best) return problem;
    return `diverged: ${problem}; the weights of epoch ${this.#best.epoch} were kept (try a lower learning rate)`;
  }

  #divergedAtOnce(problem: string): EngineError {
    const rate = Number(this.#input.learningRate.toPrecision(2));
    return new EngineError(
      'training-failed',
      `The training diverged before it had learned anything: ${problem}. Try a learning rate lower than ${rate}.`,
    );
  }

  #tick(): void {
    const now = this.#input.now();
    this.#seconds += (now - this.#lastMark) / 1000;
    this.#lastMark = now;
  }

  /** @param event what has just happened, in words; null: it goes on, which is told only now and then */
  async #tell(event: string | null): Promise<void> {
    const { plan, batches, now, preview } = this.#input;
    if (event === null && now() - this.#lastProgressMs < PROGRESS_EVERY_MS) return;
    this.#lastProgressMs = now();
    const report: TrainingReport = {
      epoch: this.#epoch(),
      totalEpochs: Math.round((10 * plan.totalSteps) / plan.stepsPerEpoch) / 10,
      imagesPerSecond: this.#remaining.stepsPerSecond() * batches.batch,
      curve: this.#curve,
      previewVersion: this.#previewVersion,
      previewCount: preview.count,
      pcaSse: this.#input.pcaSse,
    };
    await this.#context.report(report);
    await this.#context.progress({
      done: this.#step,
      total: plan.totalSteps,
      detail: [progressWords(report), ...(event === null ? [] : [event])].join('; '),
      secondsLeft: this.#remaining.secondsLeft(),
      mayEndSooner: this.#impatience() >= DOUBTFUL,
    });
  }

  async #postPreview(): Promise<void> {
    const { runner, preview, now } = this.#input;
    const isLast = this.#endReached() !== null;
    if (!isLast && now() - this.#lastPreviewMs < PREVIEW_EVERY_MS) return;
    this.#lastPreviewMs = now();
    const { xHat, z } = await runner.reconstruct(preview.pixels, preview.count);
    const message: TrainingPreview = {
      version: ++this.#previewVersion,
      count: preview.count,
      width: preview.width,
      height: preview.height,
      rgba: previewRgba(preview, xHat),
      latents: z,
    };
    await this.#context.post(message);
  }
}

function progressWords({ epoch, totalEpochs, curve, imagesPerSecond }: TrainingReport): string {
  const error = curve.at(-1)?.heldOutSse;
  return [
    `epoch ${epoch.toFixed(1)}/${totalEpochs.toFixed(1)}`,
    ...(error === undefined ? [] : [`held-out error ${Number(error.toPrecision(3))}`]),
    `${Math.round(imagesPerSecond)} images/s`,
  ].join(', ');
}

/** [2,n,H,W,4]: images, then reconstructions. */
function previewRgba({ pixels, channels }: ImageBlock, xHat: Uint8Array): Uint8Array {
  const pixelCount = pixels.length / channels;
  const rgba = new Uint8Array(2 * pixelCount * 4).fill(255);
  [pixels, xHat].forEach((source, half) => {
    for (let pixel = 0; pixel < pixelCount; pixel++) {
      const to = (half * pixelCount + pixel) * 4;
      for (let channel = 0; channel < 3; channel++) {
        rgba[to + channel] = source[pixel * channels + (channels === 3 ? channel : 0)]!;
      }
    }
  });
  return rgba;
}
