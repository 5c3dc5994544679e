import type { Tensor } from '../graph/Tensor.ts';
import { div } from './div.ts';
import { mul } from './mul.ts';

/** √x. Gradient: dy / 2y, infinite at 0. */
export function sqrt(x: Tensor): Tensor {
  const y = x.graph.emit('Sqrt', [x], x.shape);
  return y.differentiate([x], (dy) => [div(mul(dy, x.graph.scalar(0.5)), y)]);
}
