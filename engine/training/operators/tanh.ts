import type { Tensor } from '../graph/Tensor.ts';
import { mul } from './mul.ts';
import { square } from './square.ts';
import { sub } from './sub.ts';

/** tanh x. Gradient: dy · (1 − y²). */
export function tanh(x: Tensor): Tensor {
  const y = x.graph.emit('Tanh', [x], x.shape);
  return y.differentiate([x], (dy) => [mul(dy, sub(x.graph.scalar(1), square(y)))]);
}
