import { EngineError } from '../../protocol/EngineError.ts';
import {
  MOST_GAUSSIAN_LATENT,
  MOST_MIXTURE_LATENT,
  mostSamples,
  type DrawnSample,
  type DrawnSamples,
  type SampleQuestion,
} from '../../protocol/generation.ts';
import { nearnessKind } from '../../protocol/nearness.ts';
import type { ModelInfo } from '../../protocol/model.ts';
import type { SampleFit } from '../../protocol/operations/sample.ts';
import { drawEach, type DrawLatent } from '../latents/drawEach.ts';
import { drawFrom, type Distribution } from '../latents/fitDistribution.ts';
import { fitDistributionAside } from '../latents/fitDistributionAside.ts';
import { drawPrior } from '../latents/prior.ts';
import { chosenRows } from '../operations/chosenRows.ts';
import { MOST_LOOKED_AT, oneSidedness, type SpacedRows } from '../projections/measureNearness.ts';
import { NearestNeighbors } from '../projections/neighbors/NearestNeighbors.ts';
import { spreadEvenly } from '../random/spreadEvenly.ts';
import type { OpenCollection } from './OpenCollection.ts';

/** Where the search for a mixture starts: the same for all draws, so that the next seed draws from the same mixture. */
const FIT_SEED = 1;

/** More rows say no more of a distribution, and take longer to hand over. */
const MOST_FITTED = 100_000;

interface Drawing {
  draw: DrawLatent;
  components: number | null;
  fitted: number;
}

/** Rows that are there, with what looks for the nearest of them. */
interface SearchedRows {
  /** [n,D] */
  z: Float32Array;
  /** Row numbers of the collection; null: all, in order. */
  numbers: Uint32Array | null;
  neighbors: NearestNeighbors;
}

/** New z for the page: drawn, and compared with the rows of the open collection. A fit is made once for the same rows. */
export class Samples {
  #fit: { key: string; value: Promise<Distribution & { rows: number }> } | null = null;
  #searched: Promise<SearchedRows> | null = null;
  #searchedOf: SpacedRows | null = null;
  #comparing: Promise<unknown> = Promise.resolve();

  /** @throws EngineError 'no-decoder', 'bad-request', 'job-failed' */
  async draw(open: OpenCollection, info: ModelInfo, question: SampleQuestion): Promise<DrawnSamples> {
    if (!info.hasDecoder) {
      throw new EngineError('no-decoder', `"${info.name}" has no decoder, so it draws no images.`);
    }
    const { latentSize } = info;
    const most = mostSamples(latentSize);
    if (question.count > most) {
      throw new EngineError(
        'bad-request',
        `${question.count} samples of a z of ${latentSize} values are too many at once; ask for ${most} at most.`,
      );
    }
    const { draw, components, fitted } = await this.#drawingOf(open, info, question);
    const z = drawEach(draw, question, latentSize);
    const spaced = await open.spacedRows();
    // One after another: the session that looks for neighbours is closed when rows have come.
    const comparing = this.#comparing.then(() => this.#compared(z, latentSize, spaced));
    this.#comparing = comparing.catch(() => {});
    const samples = await comparing;
    return { samples, components, fitted, typical: spaced.spacing.typical };
  }

  async dispose(): Promise<void> {
    const searched = this.#searched;
    this.#searched = this.#searchedOf = null;
    await searched?.then(
      ({ neighbors }) => neighbors.dispose(),
      () => undefined,
    );
  }

  async #drawingOf(open: OpenCollection, info: ModelInfo, question: SampleQuestion): Promise<Drawing> {
    const { latentSize, json } = info;
    if (question.source === 'prior') {
      return { draw: drawPrior(json.latent.prior), components: null, fitted: 0 };
    }
    if (question.source === 'around') {
      const { std } = await open.histograms();
      return { draw: drawAround(question.around ?? [], std, latentSize), components: null, fitted: 0 };
    }
    const fitted = await this.#fitted(open, info, question.source, question);
    return { draw: drawFrom(fitted), components: fitted.components.length, fitted: fitted.rows };
  }

  async #fitted(
    open: OpenCollection,
    { latentSize }: ModelInfo,
    fit: SampleFit,
    { rows }: SampleQuestion,
  ): Promise<Distribution & { rows: number }> {
    const most = fit === 'mixture' ? MOST_MIXTURE_LATENT : MOST_GAUSSIAN_LATENT;
    if (latentSize > most) {
      throw new EngineError(
        'bad-request',
        `A ${fit} is fitted to z of at most ${most} values, and this model's z has ${latentSize}; draw from the prior, or around a point.`,
      );
    }
    const key = JSON.stringify([open.id, open.count, open.info.revision, fit, rows]);
    if (this.#fit?.key !== key) {
      const value = this.#fitNow(open, latentSize, fit, rows);
      this.#fit = { key, value };
      value.catch(() => {
        if (this.#fit?.value === value) this.#fit = null;
      });
    }
    return this.#fit.value;
  }

  async #fitNow(
    open: OpenCollection,
    d: number,
    fit: SampleFit,
    rows: SampleQuestion['rows'],
  ): Promise<Distribution & { rows: number }> {
    const chosen = chosenRows(open.store, rows ?? undefined);
    if (chosen.length === 0) {
      throw new EngineError(
        'bad-request',
        'None of these images is there: there is nothing to fit a distribution to.',
      );
    }
    const { z } = await open.spacedRows();
    const fitted = spreadEvenly(chosen, MOST_FITTED);
    const some = new Float32Array(fitted.length * d);
    fitted.forEach((row, i) => some.set(z.subarray(row * d, (row + 1) * d), i * d));
    return { ...(await fitDistributionAside({ fit, rows: some, d, seed: FIT_SEED })), rows: chosen.length };
  }

  async #compared(z: Float32Array, d: number, spaced: SpacedRows): Promise<DrawnSample[]> {
    const count = z.length / d;
    const { z: rows, numbers, neighbors } = await this.#search(spaced);
    const { k, indices, distances } = await neighbors.of(z, count, MOST_LOOKED_AT);
    return Array.from({ length: count }, (_, i): DrawnSample => {
      const own = z.subarray(i * d, (i + 1) * d);
      if (k === 0) return { z: [...own], nearest: null, kind: null };
      const near = indices.slice(i * k, (i + 1) * k);
      const far = Float64Array.from(distances.subarray(i * k, (i + 1) * k));
      const nearest = { row: numbers?.[near[0]!] ?? near[0]!, distance: far[0]! };
      const oneSided = oneSidedness(own, { rows: near, distances: far }, rows);
      const kind = nearnessKind({ nearest: [nearest], far: spaced.spacing.far, oneSided });
      return { z: [...own], nearest, kind };
    });
  }

  /** Kept for the next draw, with the session that it may have opened. */
  async #search(spaced: SpacedRows): Promise<SearchedRows> {
    if (this.#searchedOf !== spaced) {
      const dispose = this.dispose();
      this.#searchedOf = spaced;
      this.#searched = dispose.then(() => searchedRows(spaced));
    }
    return this.#searched!;
  }
}

async function searchedRows(spaced: SpacedRows): Promise<SearchedRows> {
  const { z, n, d, leftOut } = spaced;
  if (!leftOut.includes(1)) {
    return { z, numbers: null, neighbors: await NearestNeighbors.create(z, n, d) };
  }
  const numbers = Uint32Array.from([...leftOut.keys()].filter((row) => !leftOut[row]));
  const here = new Float32Array(numbers.length * d);
  numbers.forEach((row, i) => here.set(z.subarray(row * d, (row + 1) * d), i * d));
  return { z: here, numbers, neighbors: await NearestNeighbors.create(here, numbers.length, d) };
}

/** Normal around a z, with the deviation of the data in each dimension. */
function drawAround(around: readonly number[], std: readonly number[], latentSize: number): DrawLatent {
  if (around.length !== latentSize) {
    throw new EngineError('bad-request', `Expected a z of ${latentSize} values, got ${around.length}.`);
  }
  return (temperature, random, z) => {
    for (let i = 0; i < z.length; i++) z[i] = around[i]! + temperature * std[i]! * random.normal();
  };
}
