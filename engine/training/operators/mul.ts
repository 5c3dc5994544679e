import { broadcastShapes } from '../graph/shape.ts';
import type { Tensor } from '../graph/Tensor.ts';
import { sumToShape } from './reduceSum.ts';

/** a · b element by element, broadcast. */
export function mul(a: Tensor, b: Tensor): Tensor {
  return a.graph
    .emit('Mul', [a, b], broadcastShapes('Mul', a.shape, b.shape))
    .differentiate([a, b], (dy, [needA, needB]) => [
      needA ? sumToShape(mul(dy, b), a.shape) : null,
      needB ? sumToShape(mul(dy, a), b.shape) : null,
    ]);
}
