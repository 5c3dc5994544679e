import type { ModelQuality } from '../../../protocol/modelQuality.ts';
import type { TrainingOutcome } from '../../../protocol/trainingWords.ts';
import { Random } from '../../random/Random.ts';
import { spreadEvenly } from '../../random/spreadEvenly.ts';
import type { Dataset } from '../data/loadDataset.ts';
import type { ModelError } from '../../../protocol/training.ts';
import { drawCard } from './drawCard.ts';
import { midpointError } from './midpointError.ts';
import { bytesOfPlanes, planesOf } from './planes.ts';
import { priorDistance } from './priorDistance.ts';
import { squaredError } from './squaredError.ts';
import { TrainedNetworks } from './TrainedNetworks.ts';

export interface QualityInput {
  graphs: { encoder: Uint8Array; decoder: Uint8Array };
  dataset: Dataset;
  training: Uint32Array;
  /** Rows that the error was measured on: held out, where any are. */
  measured: Uint32Array;
  error: ModelError;
  /** Of the training; what it measures is added. */
  outcome: Omit<TrainingOutcome, 'sse' | 'trainedSse'>;
  isVariational: boolean;
  seed: number;
}

export interface MeasuredQuality {
  outcome: TrainingOutcome;
  /** null where it could not be measured. */
  quality: ModelQuality | null;
  /** card.webp */
  card: Uint8Array | null;
}

/** Images and draws that are looked at: a second or two for ordinary sizes. */
const MOST_IMAGES = 500;
const MOST_VALUES = 2e7;
const CARD_COLUMNS = 10;
const DRAWS_KEY = 0xd4a;

/**
 * Measures the networks that are written, and draws a strip of what each figure is about. A model is not lost for what cannot be
 * measured of it: that is told.
 */
export async function measureQuality(
  input: QualityInput,
  note: (words: string) => Promise<void>,
): Promise<MeasuredQuality> {
  try {
    const measured = await measure(input);
    return { ...measured, outcome: measured.quality.outcome };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    await note(`The model is trained, but how good it is could not be measured: ${words}.`);
    const { sse } = input.error;
    return { outcome: { ...input.outcome, sse, trainedSse: sse }, quality: null, card: null };
  }
}

async function measure(input: QualityInput): Promise<{ quality: ModelQuality; card: Uint8Array }> {
  const { graphs, dataset, training, measured, error, outcome, isVariational, seed } = input;
  const { latent } = outcome;
  const size = dataset.width * dataset.height * dataset.channels;
  const most = Math.max(CARD_COLUMNS, Math.min(MOST_IMAGES, Math.floor(MOST_VALUES / size)));
  const rows = Uint32Array.from(spreadEvenly(measured, most));
  const networks = await TrainedNetworks.open(graphs, dataset);
  try {
    const z = await networks.encode(planesOf(dataset, rows));
    const trainedSse = outcome.isHeldOut
      ? await reconstructionError(networks, latent, dataset, Uint32Array.from(spreadEvenly(training, most)))
      : error.sse;
    const middle = await midpointError(networks, z, latent, seed);
    const drawn = isVariational ? await networks.decode(normals(rows.length * latent, seed), latent) : null;
    const prior = drawn && (await priorDistance(dataset, drawn, rows, training));

    const shown = spreadEvenly(
      Array.from(rows, (_, at) => at),
      CARD_COLUMNS,
    );
    const zShown = shown.map((at) => z.subarray(at * latent, (at + 1) * latent));
    const between = zShown.map((each, i) =>
      each.map((value, k) => (value + zShown[(i + 1) % zShown.length]![k]!) / 2),
    );
    const decoded = async (points: readonly Float32Array[]) =>
      imagesOf(await networks.decode(concatenated(points), latent), size, dataset.channels);
    const strips = {
      images: shown.map((at) => dataset.pixels.subarray(rows[at]! * size, (rows[at]! + 1) * size)),
      reconstructions: await decoded(zShown),
      ...(middle && { midpoints: await decoded(between) }),
      ...(drawn && { samples: imagesOf(drawn.subarray(0, shown.length * size), size, dataset.channels) }),
    };
    return {
      quality: {
        outcome: { ...outcome, sse: error.sse, trainedSse },
        images: measured.length,
        mse: error.mse,
        psnr: error.psnr,
        ssim: error.ssim,
        gradientError: error.gradientError,
        ...(middle && {
          midpoints: { ...middle, relative: error.sse > 0 ? middle.sse / error.sse : 0 },
        }),
        ...(prior && { prior }),
        card: { rows: Object.keys(strips) as (keyof typeof strips)[], columns: shown.length },
      },
      card: await drawCard(Object.values(strips), dataset),
    };
  } finally {
    await networks.release();
  }
}

async function reconstructionError(
  networks: TrainedNetworks,
  latent: number,
  dataset: Dataset,
  rows: Uint32Array,
): Promise<number> {
  const x = planesOf(dataset, rows);
  return squaredError(x, await networks.decode(await networks.encode(x), latent)) / rows.length;
}

function normals(count: number, seed: number): Float32Array {
  const random = new Random(seed, DRAWS_KEY);
  return Float32Array.from({ length: count }, () => random.normal());
}

/** [n,C,H,W] float32 in 0..1 to n images [H,W,C] uint8. */
const imagesOf = (planes: Float32Array, size: number, channels: number): Uint8Array[] =>
  Array.from({ length: planes.length / size }, (_, i) =>
    bytesOfPlanes(planes.subarray(i * size, (i + 1) * size), channels),
  );

function concatenated(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
