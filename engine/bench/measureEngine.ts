import { availableParallelism, cpus, totalmem } from 'node:os';
import process from 'node:process';
import type { DecodeMeasurement, EngineMeasurement, Machine } from '../../protocol/benchmark.ts';
import type { ProviderChoice } from '../../protocol/provider.ts';
import { listBundled } from '../models/bundled.ts';
import { measureDecode } from './measureDecode.ts';
import { measureIngestOf } from './measureIngestOf.ts';
import { measurePca } from './measurePca.ts';
import { measureTraining } from './measureTraining.ts';

async function describeMachine(): Promise<Machine> {
  const { env } = await import('onnxruntime-node');
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform}-${process.arch}`,
    node: process.version,
    onnxruntime: env.versions.node ?? env.versions.common,
  };
}

export interface MeasureOptions {
  /** Folders to encode instead of the digits' samples. */
  images: readonly string[];
  /** What decodes and encodes; projection and training are measured on the CPU. */
  provider: ProviderChoice;
  /** Called before each thing is measured: what, and how many of how many were. */
  onStage(words: string, done: number, total: number): Promise<void>;
}

/** What the engine can measure by itself, each figure beside its floor in the same run. */
export async function measureEngine({
  images,
  provider,
  onStage,
}: MeasureOptions): Promise<EngineMeasurement> {
  const bundled = await listBundled();
  const total = bundled.length + 3;
  const decode: DecodeMeasurement[] = [];
  for (const { name } of bundled) {
    await onStage(`decoding, ${name}`, decode.length, total);
    decode.push(await measureDecode(name, provider));
  }
  await onStage('ingest', bundled.length, total);
  const ingest = await measureIngestOf('digits', images, provider);
  await onStage('projection', bundled.length + 1, total);
  const pca = measurePca();
  await onStage('training', bundled.length + 2, total);
  const training = await measureTraining();
  return { machine: await describeMachine(), decode, ingest, pca, training };
}
