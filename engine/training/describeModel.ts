import os from 'node:os';
import process from 'node:process';
import { env } from 'onnxruntime-node';
import type { ModelJson } from '../../protocol/model.ts';
import type { ProviderName } from '../../protocol/provider.ts';
import type { TrainingOptions, TrainingResult } from '../../protocol/training.ts';
import type { Dataset } from './data/loadDataset.ts';
import { networkCost } from './layerShapes.ts';
import type { DataSplit } from './data/splitHeldOut.ts';
import type { StepPlan, TrainingDecision } from './decideTraining.ts';
import type { ResolvedOptions } from './resolveOptions.ts';
import type { KeptModel } from './keepBetter.ts';
import type { LoopResult } from './trainingLoop.ts';

export interface FinishedTraining {
  options: TrainingOptions;
  resolved: ResolvedOptions;
  dataset: Dataset;
  fingerprint: string;
  decision: TrainingDecision;
  plan: StepPlan;
  split: DataSplit;
  kept: KeptModel;
  /** null for an instant model. */
  loop: LoopResult | null;
  result: TrainingResult;
  provider: ProviderName;
}

/** The model.json of a trained model: what it is, and everything needed to train it again and to judge it. */
export function describeModel(finished: FinishedTraining): ModelJson {
  const { options, resolved, dataset, decision } = finished;
  const isVariational = resolved.kind === 'vae';
  return {
    format: 1,
    name: options.name ?? defaultName(resolved, options.images),
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
      fit: resolved.fit,
      background: resolved.background,
    },
    latent: { shape: [decision.spec.latent], prior: isVariational ? 'normal' : 'none' },
    training: trainingRecord(finished),
  };
}

function defaultName({ kind, latent }: ResolvedOptions, paths: readonly string[]): string {
  const words = { ae: 'autoencoder', vae: 'VAE', denoising: 'denoising autoencoder' }[kind];
  const folder = paths[0]?.split(/[\\/]/).findLast((part) => part !== '');
  return `${folder ? `${folder}: ` : ''}${words}, z of ${latent}`;
}

function trainingRecord(finished: FinishedTraining): Record<string, unknown> {
  const { resolved, dataset, decision, plan, split, kept, loop, result } = finished;
  const { spec } = kept.candidate;
  return {
    data: {
      fingerprint: `sha256:${finished.fingerprint}`,
      images: dataset.count,
      unreadable: dataset.unreadable.length,
      leftOut: dataset.leftOut,
    },
    split: { seed: resolved.seed, training: split.training.length, heldOut: split.heldOut.length },
    options: {
      ...resolved,
      size: decision.size,
      channels: decision.channels,
      architecture: decision.architecture,
      batchSize: decision.batchSize,
      learningRate: decision.learningRate,
      loss: decision.loss,
      weightDecay: decision.weightDecay,
      epochs: decision.epochs,
      provider: finished.provider,
    },
    network: {
      parameters: networkCost(spec).parameters,
      output: spec.output,
      linear: spec.linear,
      encoder: spec.encoder,
      decoder: spec.decoder,
    },
    ...(loop && {
      steps: { planned: plan.totalSteps, done: loop.steps, best: loop.best.step, perRun: plan.stepsPerRun },
    }),
    // Without images held out these figures are of the images that were trained on.
    [split.heldOut.length > 0 ? 'heldOut' : 'trained']: result.heldOut,
    pcaSse: result.pcaSse,
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
  };
}
