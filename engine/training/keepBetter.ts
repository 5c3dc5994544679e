import { measureModel, type ModelError } from './measureModel.ts';
import { orderAxes } from './orderAxes.ts';
import type { Candidate } from './Candidate.ts';
import type { Dataset } from './data/loadDataset.ts';
import { imageBlock } from './data/imageBlock.ts';
import { spreadEvenly } from '../random/spreadEvenly.ts';
import { exportNetworks } from './step/exportNetworks.ts';
import { Evaluator } from './step/Evaluator.ts';

export interface KeptModel {
  candidate: Candidate;
  networks: { encoder: Uint8Array; decoder: Uint8Array };
  heldOut: ModelError;
  /** Whether it is the linear one. */
  isPca: boolean;
}

export interface CandidateInUnits {
  candidate: Candidate;
  /** [D] deviations that the dimensions of the PCA which it began as were divided by; null where z is in units of its own. */
  units: Float64Array | null;
}

export interface Candidates {
  /** PCA as a model. */
  linear: CandidateInUnits;
  /** What the steps came to; null where none were taken. */
  trained: CandidateInUnits | null;
  /** Whether the trained one was trained to make the squared error small, so that it alone decides. */
  judgesBySse: boolean;
}

/** Images that the axes of z are found from. */
const LARGEST_SAMPLE = 2000;

/**
 * The candidate that reconstructs better on held-out images, so that what is kept is never worse than PCA of the same size, as it is exported:
 * its axes in order.
 * @param training rows of the data set that were trained on
 * @param measured rows held out; those trained on where none are
 */
export async function keepBetter(
  { linear, trained, judgesBySse }: Candidates,
  dataset: Dataset,
  training: Uint32Array,
  measured: Uint32Array,
): Promise<KeptModel> {
  const sample = Uint32Array.from(spreadEvenly(training, LARGEST_SAMPLE));
  const finish = async ({ candidate, units }: CandidateInUnits) => {
    const ordered = await withAxesInOrder(candidate, dataset, sample, candidate.spec.linear ? units : null);
    const networks = exportNetworks(ordered.spec, ordered);
    return { candidate: ordered, networks, heldOut: await measureModel(networks, dataset, measured) };
  };
  const pca = await finish(linear);
  if (!trained) return { ...pca, isPca: true };
  const learned = await finish(trained);
  // A loss that prefers sharp images pays for them with squared error: PCA is better only if it is better in both.
  const isWorse =
    !(learned.heldOut.sse <= pca.heldOut.sse) && (judgesBySse || !(learned.heldOut.ssim > pca.heldOut.ssim));
  return isWorse ? { ...pca, isPca: true } : { ...learned, isPca: false };
}

async function withAxesInOrder(
  candidate: Candidate,
  dataset: Dataset,
  rows: Uint32Array,
  units: Float64Array | null,
): Promise<Candidate> {
  const block = imageBlock(dataset, rows);
  const evaluator = await Evaluator.create(candidate.spec, { loss: 'mse', beta: 0, freeBits: 0 }, candidate);
  try {
    const { z } = await evaluator.reconstruct(candidate, block.pixels, block.count);
    const size = block.pixels.length / block.count;
    const brightness = Float64Array.from({ length: block.count }, (_, row) =>
      block.pixels.subarray(row * size, (row + 1) * size).reduce((sum, value) => sum + value, 0),
    );
    return orderAxes(candidate, { z, brightness, units });
  } finally {
    await evaluator.dispose();
  }
}
