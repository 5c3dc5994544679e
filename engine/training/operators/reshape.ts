import { sameShape, shapeError, sizeOf, type Shape } from '../graph/shape.ts';
import type { Tensor } from '../graph/Tensor.ts';

/**
 * The same elements in the same order under another shape. A first axis that keeps its size is written as "as it was", so
 * that the node also serves a graph whose batch size is free.
 */
export function reshape(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  if (sizeOf(x.shape) !== sizeOf(shape))
    throw shapeError('Reshape', 'the number of elements differs', x.shape, shape);
  const written = shape.length > 1 && shape[0] === x.shape[0] ? [0, ...shape.slice(1)] : shape;
  return x.graph
    .emit('Reshape', [x, x.graph.integers(written)], shape)
    .differentiate([x], (dy) => [reshape(dy, x.shape)]);
}

/** [N,...] to [N, the product of the rest]. */
export const flatten = (x: Tensor): Tensor => reshape(x, [x.shape[0] ?? 1, sizeOf(x.shape.slice(1))]);
