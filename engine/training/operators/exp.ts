import type { Tensor } from '../graph/Tensor.ts';
import { mul } from './mul.ts';

/** eˣ. */
export function exp(x: Tensor): Tensor {
  const y = x.graph.emit('Exp', [x], x.shape);
  return y.differentiate([x], (dy) => [mul(dy, y)]);
}
