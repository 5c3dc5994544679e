import type { Tensor } from '../graph/Tensor.ts';
import { add } from './add.ts';
import { mul } from './mul.ts';
import { sigmoid } from './sigmoid.ts';
import { sub } from './sub.ts';

/** x · σ(x). Gradient: dy · (σ + y · (1 − σ)). */
export function silu(x: Tensor): Tensor {
  const gate = sigmoid(x);
  const y = x.graph.emit('Mul', [x, gate], x.shape);
  return y.differentiate([x], (dy) => [mul(dy, add(gate, mul(y, sub(x.graph.scalar(1), gate))))]);
}
