import type { Tensor } from '../graph/Tensor.ts';
import { mul } from './mul.ts';

/** x². Gradient: 2x · dy. */
export function square(x: Tensor): Tensor {
  return x.graph
    .emit('Mul', [x, x], x.shape)
    .differentiate([x], (dy) => [mul(mul(dy, x.graph.scalar(2)), x)]);
}
