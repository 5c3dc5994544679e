import { normalizeAxis, shapeError } from '../graph/shape.ts';
import type { Tensor } from '../graph/Tensor.ts';
import { pad } from './pad.ts';

/** Elements from..to (excluded) along one axis. Gradient: dy with zeros around. */
export function slice(x: Tensor, axis: number, from: number, to: number): Tensor {
  const along = normalizeAxis('Slice', axis, x.shape);
  const size = x.shape[along]!;
  if (from < 0 || to > size || from >= to)
    throw shapeError('Slice', `no elements ${from}..${to} on axis ${axis}`, x.shape);
  if (from === 0 && to === size) return x;
  const { graph } = x;
  return graph
    .emit(
      'Slice',
      [x, graph.integers([from]), graph.integers([to]), graph.integers([along])],
      x.shape.map((dim, place) => (place === along ? to - from : dim)),
    )
    .differentiate([x], (dy) => [pad(dy, along, from, size - to)]);
}
