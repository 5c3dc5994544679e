import { clip } from './clip.ts';
import { mul } from './mul.ts';
import { sub } from './sub.ts';
import type { Tensor } from '../graph/Tensor.ts';

/** Below −1e-30 a product counts as negative, as in relu.ts. */
const STEEPNESS = 1e30;

/**
 * Values cut off at a lowest and a highest one, with the gradient of the values themselves where following it does not lead further out.
 * That is clipThrough for a loss of single pixels, whose gradient never leads out where the target lies inside. One that looks at
 * neighbours too pushes values that are cut off already, to no effect and without end: under a Laplacian pyramid handwritten digits,
 * black for the most part, came to less than PCA.
 */
export function clipInward(x: Tensor, lowest: number, highest: number): Tensor {
  const y = clip(x, lowest, highest);
  return y.differentiate([x], (dy) => {
    // x − y is what lies outside, and its sign which way out is; a step goes against dy.
    const isKept = x.graph.emit('HardSigmoid', [mul(dy, sub(x, y))], x.shape, {
      attributes: { alpha: { float: STEEPNESS }, beta: { float: 1 } },
    });
    return [mul(dy, isKept)];
  });
}
