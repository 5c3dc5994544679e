import type { LatentPrior } from '../../protocol/model.ts';
import type { DrawLatent } from './drawEach.ts';
import type { Random } from '../random/Random.ts';

/** Values of z drawn from a model's prior, one at a call: N(0,1), or even over -1..1. A prior of 'none' is drawn as a normal one. */
export function priorDraw(prior: LatentPrior, random: Random): () => number {
  return prior === 'uniform' ? () => random.uniform(-1, 1) : () => random.normal();
}

/** Standard deviation of each value of z under the prior; its mean is 0. */
export const priorDeviation = (prior: LatentPrior): number => (prior === 'uniform' ? 1 / Math.sqrt(3) : 1);

/** z from a model's prior: each value times the temperature. */
export const drawPrior =
  (prior: LatentPrior): DrawLatent =>
  (temperature, random, z) => {
    const value = priorDraw(prior, random);
    for (let i = 0; i < z.length; i++) z[i] = temperature * value();
  };
