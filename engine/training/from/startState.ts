import { EngineError } from '../../../protocol/EngineError.ts';
import { initialState } from '../step/initialState.ts';
import type { TrainingState } from '../step/TrainingState.ts';
import type { StartModel } from './readStartModel.ts';

/** Of a posterior whose width a model has lost: e^(−3/2), about a fifth of the prior's. */
const FRESH_LOGVAR = -3;
const LOGVAR = 'encoder.logvar.';

/**
 * The weights of a model that was trained before, Adam's means at zero. A VAE whose latent axes were turned has no
 * log-variance any more, which is learned anew.
 * @throws EngineError 'bad-model' naming the weights that its graphs do not hold as its layers ask for them
 */
export function startState({ spec, parameters, name }: StartModel, seed: number): TrainingState {
  const state = initialState(spec, seed);
  state.names.forEach((parameter, index) => {
    const weights = state.weights[index]!;
    const shape = state.shapes[index]!;
    const stored = parameters.get(parameter);
    if (!stored && parameter.startsWith(LOGVAR)) {
      if (parameter.endsWith('.bias')) weights.fill(FRESH_LOGVAR);
      return;
    }
    if (stored?.shape.join() !== shape.join()) {
      throw new EngineError(
        'bad-model',
        `"${name}" cannot be trained further: expected weights "${parameter}" of [${shape.join(',')}] in its graphs, got ${stored ? `[${stored.shape.join(',')}]` : 'none'}. Train a new model on the images.`,
      );
    }
    if (!stored.values.every(Number.isFinite)) {
      throw new EngineError(
        'bad-model',
        `"${name}" cannot be trained further: its weights "${parameter}" hold values that are no numbers. Train a new model on the images.`,
      );
    }
    weights.set(stored.values);
  });
  return state;
}
