import { broadcastShapes } from '../graph/shape.ts';
import type { Tensor } from '../graph/Tensor.ts';
import { neg } from './neg.ts';
import { sumToShape } from './reduceSum.ts';

/** a − b, broadcast. */
export function sub(a: Tensor, b: Tensor): Tensor {
  return a.graph
    .emit('Sub', [a, b], broadcastShapes('Sub', a.shape, b.shape))
    .differentiate([a, b], (dy, [needA, needB]) => [
      needA ? sumToShape(dy, a.shape) : null,
      needB ? neg(sumToShape(dy, b.shape)) : null,
    ]);
}
