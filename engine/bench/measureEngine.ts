import { availableParallelism, cpus, totalmem } from 'node:os';
import process from 'node:process';
import type { IngestMeasurement } from '../ingest/measureIngest.ts';
import { listBundled } from '../models/bundled.ts';
import { measureDecode, type DecodeMeasurement } from './measureDecode.ts';
import { measureIngestOf } from './measureIngestOf.ts';
import { measurePca, type PcaMeasurement } from './measurePca.ts';
import { measureTraining, type TrainingMeasurement } from './measureTraining.ts';

export interface Machine {
  cpu: string;
  cores: number;
  memoryGiB: number;
  platform: string;
  node: string;
  onnxruntime: string;
}

export interface EngineMeasurement {
  machine: Machine;
  decode: DecodeMeasurement[];
  ingest: IngestMeasurement;
  pca: PcaMeasurement;
  training: TrainingMeasurement[];
}

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

/**
 * What the engine can measure by itself, each figure beside its floor in the same run.
 * @param images folders to encode instead of the digits' samples
 */
export async function measureEngine(images: readonly string[] = []): Promise<EngineMeasurement> {
  const decode: DecodeMeasurement[] = [];
  for (const { name } of await listBundled()) decode.push(await measureDecode(name));
  return {
    machine: await describeMachine(),
    decode,
    ingest: await measureIngestOf('digits', images),
    pca: measurePca(),
    training: await measureTraining(),
  };
}

/** The same as lines for a person. */
export function engineTable({ machine, decode, ingest, pca, training }: EngineMeasurement): string[] {
  const ms = (value: number) => `${value.toFixed(2)} ms`;
  const perSecond = (value: number) => `${Math.round(value).toLocaleString('en')}/s`;
  return [
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.platform}, Node ${machine.node}, onnxruntime ${machine.onnxruntime}`,
    '',
    ...decode.flatMap(({ model, bareRun, engineDecode, overheadMs }) => [
      `decode one z, ${model}`,
      `  bare session.run (floor)   p50 ${ms(bareRun.p50Ms)}  p95 ${ms(bareRun.p95Ms)}`,
      `  engine, to RGBA bytes      p50 ${ms(engineDecode.p50Ms)}  p95 ${ms(engineDecode.p95Ms)}  (+${ms(overheadMs)}, budget 1 ms)`,
    ]),
    `ingest, ${ingest.imageCount.toLocaleString('en')} images`,
    `  decode only (floor)        ${perSecond(ingest.decodeOnly)}`,
    `  encode only (floor)        ${perSecond(ingest.encodeOnly)}`,
    `  ingest                     ${perSecond(ingest.ingest)}  (${ingest.ratio.toFixed(2)} of the slower floor, budget 0.90)`,
    `PCA to 3D, ${pca.rows.toLocaleString('en')} × ${pca.dimensions}        ${pca.seconds.toFixed(2)} s  (budget 0.5 s)`,
    ...training.map(
      ({ network, imagesPerSecond, shareOutsideRun }) =>
        `training, ${network}   ${perSecond(imagesPerSecond.median)}  (${(shareOutsideRun * 100).toFixed(1)} % of the time outside session.run)`,
    ),
  ];
}
