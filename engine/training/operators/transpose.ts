import { shapeError } from '../graph/shape.ts';
import type { Tensor } from '../graph/Tensor.ts';

/** What a transposed tensor was made from, so that transposing back costs nothing. */
const origins = new WeakMap<Tensor, { x: Tensor; permutation: readonly number[] }>();

/** Axis i of the result is axis permutation[i] of x. Gradient: the inverse permutation. */
export function transpose(x: Tensor, permutation: readonly number[]): Tensor {
  const sorted = [...permutation].sort((a, b) => a - b);
  if (sorted.length !== x.shape.length || sorted.some((axis, place) => axis !== place)) {
    throw shapeError('Transpose', `[${permutation.join(',')}] is no permutation of its axes`, x.shape);
  }
  if (permutation.every((axis, place) => axis === place)) return x;
  const origin = origins.get(x);
  if (origin && permutation.every((axis, place) => origin.permutation[axis] === place)) return origin.x;
  const inverse = permutation.map((_, place) => permutation.indexOf(place));
  const y = x.graph.emit(
    'Transpose',
    [x],
    permutation.map((axis) => x.shape[axis]!),
    { attributes: { perm: { ints: permutation } } },
  );
  origins.set(y, { x, permutation });
  return y.differentiate([x], (dy) => [transpose(dy, inverse)]);
}
