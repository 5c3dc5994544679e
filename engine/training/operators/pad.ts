import { normalizeAxis, shapeError } from '../graph/shape.ts';
import type { Tensor } from '../graph/Tensor.ts';
import { slice } from './slice.ts';

/** Zeros before and after along one axis. Gradient: the middle of dy. */
export function pad(x: Tensor, axis: number, before: number, after: number): Tensor {
  const along = normalizeAxis('Pad', axis, x.shape);
  if (before < 0 || after < 0) throw shapeError('Pad', `cannot pad by ${before} and ${after}`, x.shape);
  if (before === 0 && after === 0) return x;
  const pads = x.shape.map((_, place) => (place === along ? before : 0));
  const padsAfter = x.shape.map((_, place) => (place === along ? after : 0));
  const size = x.shape[along]!;
  return x.graph
    .emit(
      'Pad',
      [x, x.graph.integers([...pads, ...padsAfter])],
      x.shape.map((dim, place) => (place === along ? dim + before + after : dim)),
    )
    .differentiate([x], (dy) => [slice(dy, along, before, before + size)]);
}
