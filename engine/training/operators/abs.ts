import type { Tensor } from '../graph/Tensor.ts';
import { mul } from './mul.ts';
import { sign } from './sign.ts';

/** |x|. Gradient: dy · sign(x), 0 at 0. */
export function abs(x: Tensor): Tensor {
  const y = x.graph.emit('Abs', [x], x.shape);
  return y.differentiate([x], (dy) => [mul(dy, sign(x))]);
}
