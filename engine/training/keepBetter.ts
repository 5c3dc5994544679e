import type { ModelError } from '../../protocol/training.ts';
import { measureModel } from './measureModel.ts';
import type { Judge } from './judgeOf.ts';
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
  /** The same of PCA. */
  pca: ModelError;
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
  /** Which error decides: that which the trained one was trained to make small. */
  judge: Judge;
}

/** Images that the axes of z are found from. */
const LARGEST_SAMPLE = 2000;

/**
 * The candidate that reconstructs better on held-out images by the error that was asked for, so that what is kept is never worse in it than
 * PCA of the same size, as it is exported: its axes in order. A loss that prefers sharp images pays for them with squared error.
 * @param training rows of the data set that were trained on
 * @param measured rows held out; those trained on where none are
 */
export async function keepBetter(
  { linear, trained, judge }: Candidates,
  dataset: Dataset,
  training: Uint32Array,
  measured: Uint32Array,
): Promise<KeptModel> {
  const sample = Uint32Array.from(spreadEvenly(training, LARGEST_SAMPLE));
  const finish = async ({ candidate, units }: CandidateInUnits) => {
    const ordered = await withAxesInOrder(candidate, dataset, sample, candidate.spec.linear ? units : null);
    const networks = exportNetworks(ordered.spec, ordered);
    return { candidate: ordered, networks, heldOut: await measureModel(networks, dataset, measured, judge) };
  };
  const errorOf = ({ heldOut }: { heldOut: ModelError }) => (judge === 'sse' ? heldOut.sse : heldOut.loss!);
  const pca = await finish(linear);
  const asPca = { ...pca, pca: pca.heldOut, isPca: true };
  if (!trained) return asPca;
  const learned = await finish(trained);
  // Written so that a model of which nothing can be measured is no better.
  return errorOf(learned) <= errorOf(pca) ? { ...learned, pca: pca.heldOut, isPca: false } : asPca;
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
