import type { SampleFit } from '../../protocol/operations/sample.ts';
import { spreadRows } from './spreadRows.ts';
import { drawGaussian, fitGaussian, type Gaussian } from './Gaussian.ts';
import { chooseMixture, drawMixture } from './GaussianMixture.ts';
import type { DrawLatent } from './drawEach.ts';

/** Components are fitted again and again: more rows say no more of them. */
const MOST_MIXTURE_ROWS = 4000;

/** What z is drawn from: one normal distribution, or several with their shares. */
export interface Distribution {
  fit: SampleFit;
  /** One for a gaussian. */
  components: (Gaussian & { weight: number })[];
}

export interface DistributionInput {
  fit: SampleFit;
  /** [N,D] float32, N ≥ 1; of a mixture 4,000 of them spread over all */
  rows: Float32Array;
  d: number;
  /** Of the mixture's start. */
  seed: number;
}

/** @param beforeFit before each number of components that is tried; may throw to give up */
export function fitDistribution(
  { fit, rows, d, seed }: DistributionInput,
  beforeFit?: (k: number) => void,
): Distribution {
  if (fit === 'gaussian') return { fit, components: [{ ...fitGaussian(rows, d), weight: 1 }] };
  const chosen = rowsOfMixture(rows, d);
  return { fit, components: chooseMixture(chosen, d, { seed, ...(beforeFit && { beforeFit }) }).components };
}

/** @returns [≤ 4000,D] */
export const rowsOfMixture = (rows: Float32Array, d: number): Float32Array =>
  spreadRows(rows, d, MOST_MIXTURE_ROWS);

/** A gaussian needs no random number to choose a component. */
export function drawFrom({ fit, components }: Distribution): DrawLatent {
  const [only] = components;
  if (fit === 'gaussian' && only)
    return (temperature, random, z) => drawGaussian(only, temperature, random, z);
  return (temperature, random, z) => drawMixture({ components }, temperature, random, z);
}
