import { sizeOf } from '../graph/shape.ts';
import type { Tensor } from '../graph/Tensor.ts';
import { expand } from './expand.ts';
import { mul } from './mul.ts';
import { reducedAxes } from './reduceSum.ts';
import { reshape } from './reshape.ts';

/**
 * Mean over axes (all of them when absent). Reduced axes stay as size 1 with keepDims.
 * Gradient: the output's divided by the count, repeated along the reduced axes.
 */
export function reduceMean(x: Tensor, axes?: readonly number[], keepDims = false): Tensor {
  const reduced = reducedAxes('ReduceMean', x, axes);
  const kept = x.shape.map((dim, axis) => (reduced.includes(axis) ? 1 : dim));
  const shape = keepDims ? kept : x.shape.filter((_, axis) => !reduced.includes(axis));
  if (reduced.length === 0) return x;
  const count = sizeOf(x.shape) / sizeOf(kept);
  return x.graph
    .emit('ReduceMean', [x], shape, {
      attributes: { axes: { ints: reduced }, keepdims: { int: keepDims ? 1 : 0 } },
    })
    .differentiate([x], (dy) => [expand(reshape(mul(dy, x.graph.scalar(1 / count)), kept), x.shape)]);
}
