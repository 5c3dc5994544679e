import type { Candidate } from './Candidate.ts';
import { LINEAR } from './chooseNetwork.ts';
import type { NetworkSpec } from './NetworkSpec.ts';
import type { PixelPca } from './pca/PixelPca.ts';
import { initialState } from './step/initialState.ts';
import { startFromPca } from './step/startFromPca.ts';

/** PCA as a model of the same kind and sizes: a linear encoder and decoder. For a VAE with the posterior of probabilistic PCA. */
export function linearCandidate(like: NetworkSpec, pca: PixelPca): Candidate {
  const spec: NetworkSpec = { ...like, ...LINEAR, components: undefined };
  const state = initialState(spec, 0);
  startFromPca(spec, state, pca);
  return { spec, names: state.names, shapes: state.shapes, weights: state.weights };
}
