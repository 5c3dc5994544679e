import { broadcastShapes, sameShape, shapeError, type Shape } from '../graph/shape.ts';
import type { Tensor } from '../graph/Tensor.ts';
import { sumToShape } from './reduceSum.ts';

/** Repeats x along its axes of size 1 to a larger shape. Gradient: summed over the repeated axes. */
export function expand(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  if (!sameShape(broadcastShapes('Expand', x.shape, shape), shape)) {
    throw shapeError('Expand', 'the target is smaller than the input', x.shape, shape);
  }
  // Axes that stay are written as 1 ("as the input has it"), so that a free batch size stays free.
  const offset = shape.length - x.shape.length;
  const written = shape.map((dim, axis) => (axis >= offset && x.shape[axis - offset] === dim ? 1 : dim));
  return x.graph
    .emit('Expand', [x, x.graph.integers(written)], shape)
    .differentiate([x], (dy) => [sumToShape(dy, x.shape)]);
}
