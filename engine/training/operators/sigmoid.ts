import type { Tensor } from '../graph/Tensor.ts';
import { mul } from './mul.ts';
import { sub } from './sub.ts';

/** 1 / (1 + e⁻ˣ). Gradient: dy · y · (1 − y). */
export function sigmoid(x: Tensor): Tensor {
  const y = x.graph.emit('Sigmoid', [x], x.shape);
  return y.differentiate([x], (dy) => [mul(dy, mul(y, sub(x.graph.scalar(1), y)))]);
}
