import os from 'node:os';
import process from 'node:process';
import { env } from 'onnxruntime-node';
import { furtherName } from '../../protocol/furtherName.ts';
import type { ModelJson } from '../../protocol/model.ts';
import type { ModelQuality } from '../../protocol/modelQuality.ts';
import { KIND_NAMES, type TrainingOptions, type TrainingResult } from '../../protocol/training.ts';
import { networkCost } from './layerShapes.ts';
import type { PreparedTraining } from './prepareTraining.ts';
import type { ResolvedOptions } from './resolveOptions.ts';
import type { KeptModel } from './keepBetter.ts';
import type { LoopResult } from './trainingLoop.ts';

export interface FinishedTraining {
  asked: TrainingOptions;
  prepared: PreparedTraining;
  kept: KeptModel;
  /** null for an instant model. */
  loop: LoopResult | null;
  result: TrainingResult;
  quality: ModelQuality | null;
}

/** The model.json of a trained model: what it is, and everything needed to train it again and to judge it. */
export function describeModel(finished: FinishedTraining): ModelJson {
  const { asked, prepared } = finished;
  const { options, dataset, decision, from } = prepared;
  const isVariational = options.kind === 'vae';
  return {
    format: 1,
    name: asked.name ?? (from ? furtherName(from.name) : defaultName(options, asked.images)),
    encoder: {
      file: 'encoder.onnx',
      input: 'x',
      ...(isVariational ? { output: 'mu', logvar: 'logvar' } : { output: 'z' }),
    },
    decoder: { file: 'decoder.onnx', input: 'z', output: 'x_hat' },
    image: {
      width: dataset.width,
      height: dataset.height,
      channels: dataset.channels,
      layout: 'NCHW',
      range: [0, 1],
      fit: options.fit,
      background: options.background,
    },
    latent: { shape: [decision.spec.latent], prior: isVariational ? 'normal' : 'none' },
    ...(finished.quality && { quality: finished.quality }),
    training: trainingRecord(finished),
  };
}

function defaultName({ kind, latent }: ResolvedOptions, paths: readonly string[]): string {
  const folder = paths[0]?.split(/[\\/]/).findLast((part) => part !== '');
  return `${folder ? `${folder}: ` : ''}${KIND_NAMES[kind]}, z of ${latent}`;
}

function trainingRecord({ prepared, kept, loop, result }: FinishedTraining): Record<string, unknown> {
  const { from, options, dataset, fingerprint, decision, plan, split, pca, provider } = prepared;
  const { spec } = kept.candidate;
  return {
    data: {
      fingerprint: `sha256:${fingerprint}`,
      images: dataset.count,
      unreadable: dataset.unreadable.length,
      leftOut: dataset.leftOut,
    },
    ...(from && { from: { name: from.name, hash: `sha256:${from.hash}` } }),
    split: { seed: options.seed, training: split.training.length, heldOut: split.heldOut.length },
    options: {
      ...options,
      size: decision.size,
      channels: decision.channels,
      architecture: decision.architecture,
      batchSize: decision.batchSize,
      learningRate: decision.learningRate,
      loss: decision.loss,
      weightDecay: decision.weightDecay,
      epochs: decision.epochs,
      provider,
    },
    network: { parameters: networkCost(spec).parameters, ...spec },
    ...(loop && {
      steps: { planned: plan.totalSteps, done: loop.steps, best: loop.best.step, perRun: plan.stepsPerRun },
    }),
    // Without images held out these figures are of the images that were trained on.
    [split.heldOut.length > 0 ? 'heldOut' : 'trained']: result.heldOut,
    pcaSse: result.pcaSse,
    // What z of no dimension would miss: the error beside it says what share is kept.
    totalVariance: pca.totalVariance,
    isPca: kept.isPca,
    curve: loop?.curve ?? [],
    warnings: decision.warnings,
    stoppedBecause: result.stoppedBecause,
    durationSeconds: result.durationSeconds,
    shareOutsideSteps: loop && loop.seconds > 0 ? 1 - loop.stepSeconds / loop.seconds : 0,
    machine: {
      processor: os.cpus()[0]?.model ?? 'unknown',
      cores: os.availableParallelism(),
      platform: `${process.platform} ${process.arch}`,
    },
    versions: { node: process.versions.node, onnxruntime: env.versions.node ?? env.versions.common },
    finishedAt: new Date().toISOString(),
    seen: split.seen.toJson(),
  };
}
