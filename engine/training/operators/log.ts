import type { Tensor } from '../graph/Tensor.ts';
import { div } from './div.ts';

/** The natural logarithm of x > 0. */
export function log(x: Tensor): Tensor {
  const y = x.graph.emit('Log', [x], x.shape);
  return y.differentiate([x], (dy) => [div(dy, x)]);
}
