import type { Tensor } from '../graph/Tensor.ts';

/** −x. */
export function neg(x: Tensor): Tensor {
  return x.graph.emit('Neg', [x], x.shape).differentiate([x], (dy) => [neg(dy)]);
}
