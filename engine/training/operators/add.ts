import { broadcastShapes } from '../graph/shape.ts';
import type { Tensor } from '../graph/Tensor.ts';
import { sumToShape } from './reduceSum.ts';

/** a + b, broadcast. */
export function add(a: Tensor, b: Tensor): Tensor {
  return a.graph
    .emit('Add', [a, b], broadcastShapes('Add', a.shape, b.shape))
    .differentiate([a, b], (dy, [needA, needB]) => [
      needA ? sumToShape(dy, a.shape) : null,
      needB ? sumToShape(dy, b.shape) : null,
    ]);
}
