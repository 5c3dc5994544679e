import { normalizeAxis, sameShape, type Shape } from '../graph/shape.ts';
import type { Tensor } from '../graph/Tensor.ts';
import { expand } from './expand.ts';
import { reshape } from './reshape.ts';

/**
 * Sum over axes (all of them when absent). Reduced axes stay as size 1 with keepDims.
 * Gradient: the output's, repeated along the reduced axes.
 */
export function reduceSum(x: Tensor, axes?: readonly number[], keepDims = false): Tensor {
  const reduced = reducedAxes('ReduceSum', x, axes);
  const kept = x.shape.map((dim, axis) => (reduced.includes(axis) ? 1 : dim));
  const shape = keepDims ? kept : x.shape.filter((_, axis) => !reduced.includes(axis));
  if (reduced.length === 0) return x;
  return x.graph
    .emit('ReduceSum', [x, x.graph.integers(reduced)], shape, {
      attributes: { keepdims: { int: keepDims ? 1 : 0 } },
    })
    .differentiate([x], (dy) => [expand(reshape(dy, kept), x.shape)]);
}

/** Sums a gradient over the axes along which its operand was broadcast, back to the operand's shape. */
export function sumToShape(gradient: Tensor, shape: Shape): Tensor {
  if (sameShape(gradient.shape, shape)) return gradient;
  const offset = gradient.shape.length - shape.length;
  const axes = gradient.shape.flatMap((dim, axis) =>
    axis < offset || (shape[axis - offset] === 1 && dim !== 1) ? [axis] : [],
  );
  return reshape(reduceSum(gradient, axes), shape);
}

export function reducedAxes(operator: string, x: Tensor, axes?: readonly number[]): number[] {
  const chosen =
    axes?.map((axis) => normalizeAxis(operator, axis, x.shape)) ?? x.shape.map((_, axis) => axis);
  return [...new Set(chosen)].sort((a, b) => a - b);
}
