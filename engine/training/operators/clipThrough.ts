import { clip } from './clip.ts';
import type { Tensor } from '../graph/Tensor.ts';

/**
 * Values cut off at a lowest and a highest one, with the gradient of the values themselves ("straight through", Bengio et al. 2013). Under
 * a squared error that is right where it matters: a value below 0 whose target is 0 has no error and no gradient, one whose
 * target lies higher is drawn up to it.
 */
export const clipThrough = (x: Tensor, lowest: number, highest: number): Tensor =>
  clip(x, lowest, highest).differentiate([x], (dy) => [dy]);
