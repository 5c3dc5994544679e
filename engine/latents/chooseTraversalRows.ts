import type { LatentPrior } from '../../protocol/model.ts';
import type { TraversalOrder } from '../../protocol/operations/traverse.ts';
import { Random } from '../random/Random.ts';
import { spreadRows } from './spreadRows.ts';
import { changeOfDimensions } from './changeOfDimensions.ts';
import { decoderDirections } from './decoderDirections.ts';
import { columnsThatFit } from './decoderJacobian.ts';
import { latentHistograms } from './histograms.ts';
import { imageComponents, samplesThatFit } from './imageComponents.ts';
import type { DecodingWork, ImageDecoder } from './ImageDecoder.ts';
import { largestFirst } from './largestFirst.ts';
import { fitPcaAside } from './fitPcaAside.ts';
import { priorDeviation, priorDraw } from './prior.ts';
import { dot, type TraversalRow } from '../../protocol/traversal.ts';

/** What z is like over the data, or under the prior. */
export interface LatentSpread {
  /** z of images; null for the prior. [N,D] */
  data: Float32Array | null;
  prior: LatentPrior;
  /** [D] */
  mean: Float64Array;
  /** σ of each dimension, [D] */
  deviations: Float64Array;
}

/** The spread of z over images, or, without any, under a prior. */
export function latentSpread(
  data: Float32Array | null,
  latentSize: number,
  prior: LatentPrior,
): LatentSpread {
  if (!data) {
    const deviations = new Float64Array(latentSize).fill(priorDeviation(prior));
    return { data, prior, mean: new Float64Array(latentSize), deviations };
  }
  const { mean, std } = latentHistograms(data, data.length / latentSize, latentSize);
  return { data, prior, mean: Float64Array.from(mean), deviations: Float64Array.from(std) };
}

/** A row of a traversal, with what it was chosen by; null where that was not measured. */
export interface ChosenRow extends TraversalRow {
  /** Mean |Δx̂| per σ, values in 0..1. */
  change: number | null;
  /** Of z. */
  variance: number | null;
  /** Nats. */
  kl: number | null;
  /** Root mean square of Δx̂ per unit of z, around the start. */
  gain: number | null;
  /** Of the images' variance, 0..1. */
  share: number | null;
}

export interface TraversalChoice {
  order: TraversalOrder;
  /** How many rows; fewer where z has fewer dimensions. */
  count: number;
  /** [D] */
  start: Float32Array;
  spread: LatentSpread;
  /** Names of dimensions, from model.json or a person. */
  names?: readonly string[] | undefined;
  /** [D], for the order 'kl'. */
  kl?: Float64Array;
  /** How many decodes measuring a change may take; 8,192 when absent. */
  mostDecodes?: number;
}

/** Of how many z a change is the mean, at most, and how many decodes it may cost. */
const MOST_STARTS = 16;
const MOST_DECODES = 8192;
/** Dimensions whose change is measured: those of the largest variance. */
const MOST_DIMENSIONS = 1024;
const SEED = 1;

/** The rows of a traversal: dimensions in the order asked for, or directions, most effective first. */
export async function chooseTraversalRows(
  decoder: ImageDecoder,
  choice: TraversalChoice,
  work: DecodingWork = {},
): Promise<ChosenRow[]> {
  if (choice.order === 'directions') return localDirections(decoder, choice, work);
  if (choice.order === 'components') return globalDirections(decoder, choice, work);
  return dimensions(decoder, choice, work);
}

async function dimensions(
  decoder: ImageDecoder,
  { order, count, spread, names, kl, mostDecodes = MOST_DECODES }: TraversalChoice,
  work: DecodingWork,
): Promise<ChosenRow[]> {
  const { deviations, mean } = spread;
  const byVariance = largestFirst(deviations).slice(0, MOST_DIMENSIONS);
  const candidates =
    order === 'change' ? byVariance : (order === 'kl' && kl ? largestFirst(kl) : byVariance).slice(0, count);
  const changes = await changeOfDimensions(
    decoder,
    startsOf(spread, decoder.latentSize, mostDecodes / (2 * candidates.length)),
    deviations,
    candidates,
    work,
  );
  const places = order === 'change' ? largestFirst(changes) : candidates.map((_, place) => place);
  return places.slice(0, count).map((place): ChosenRow => {
    const dimension = candidates[place]!;
    return {
      name: names?.[dimension] || `z${dimension + 1}`,
      dimension,
      direction: null,
      deviation: deviations[dimension]!,
      middle: mean[dimension]!,
      change: changes[place]!,
      variance: deviations[dimension]! ** 2,
      kl: kl?.[dimension] ?? null,
      gain: null,
      share: null,
    };
  });
}

/** Some z of the data, spread over all of it, or as many of the prior. */
function startsOf(spread: LatentSpread, latentSize: number, count: number): Float32Array {
  const most = Math.max(1, Math.min(MOST_STARTS, Math.floor(count)));
  return spread.data ? spreadRows(spread.data, latentSize, most) : drawn(spread.prior, latentSize, most);
}

function drawn(prior: LatentPrior, latentSize: number, count: number): Float32Array {
  return Float32Array.from({ length: count * latentSize }, priorDraw(prior, new Random(SEED, 'traversal')));
}

async function localDirections(
  decoder: ImageDecoder,
  { count, start, spread }: TraversalChoice,
  work: DecodingWork,
): Promise<ChosenRow[]> {
  const most = columnsThatFit(decoder.imageSize);
  const { data } = spread;
  const basis =
    data && decoder.latentSize > most
      ? (await fitPcaAside(data, data.length / decoder.latentSize, decoder.latentSize, most)).components
      : undefined;
  const { directions, gains } = await decoderDirections(decoder, start, spread.deviations, count, {
    ...work,
    ...(basis && { basis }),
    seed: SEED,
  });
  return directions.map((direction, i) => ({
    ...directionRow(direction, i, start, spread),
    gain: gains[i]!,
    share: null,
  }));
}

async function globalDirections(
  decoder: ImageDecoder,
  { count, start, spread }: TraversalChoice,
  work: DecodingWork,
): Promise<ChosenRow[]> {
  const { latentSize } = decoder;
  const most = samplesThatFit(decoder.imageSize);
  const z = spread.data ? spreadRows(spread.data, latentSize, most) : drawn(spread.prior, latentSize, most);
  const { directions, explainedVariance } = await imageComponents(decoder, z, count, work);
  return directions.map((direction, i) => ({
    ...directionRow(direction, i, start, spread, 'component'),
    gain: null,
    share: explainedVariance[i]!,
  }));
}

/** A direction through the start, which stands in the middle. */
function directionRow(
  direction: Float64Array,
  index: number,
  start: Float32Array,
  spread: LatentSpread,
  kind = 'direction',
): Omit<ChosenRow, 'gain' | 'share'> {
  const deviation = deviationAlong(direction, spread);
  return {
    name: `${kind} ${index + 1}`,
    dimension: null,
    direction,
    deviation,
    middle: dot(direction, start),
    change: null,
    variance: deviation ** 2,
    kl: null,
  };
}

/** σ of z along a direction: of the data's own values along it; under the prior, whose dimensions are independent, by theirs. */
function deviationAlong(direction: Float64Array, { data, mean, deviations }: LatentSpread): number {
  const d = direction.length;
  let squares = 0;
  if (!data) {
    for (let i = 0; i < d; i++) squares += (direction[i]! * deviations[i]!) ** 2;
    return Math.sqrt(squares);
  }
  const count = data.length / d;
  for (let row = 0; row < count; row++) {
    let along = 0;
    for (let i = 0, at = row * d; i < d; i++, at++) along += direction[i]! * (data[at]! - mean[i]!);
    squares += along * along;
  }
  return Math.sqrt(squares / count);
}
