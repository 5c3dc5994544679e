import { normalizeAxis, shapeError } from '../graph/shape.ts';
import type { Tensor } from '../graph/Tensor.ts';
import { slice } from './slice.ts';

/** Tensors one after the other along an axis. Gradient: each one's slice of dy. */
export function concat(tensors: readonly Tensor[], axis: number): Tensor {
  const first = tensors[0]!;
  const along = normalizeAxis('Concat', axis, first.shape);
  for (const { shape } of tensors) {
    if (
      shape.length !== first.shape.length ||
      shape.some((dim, place) => place !== along && dim !== first.shape[place])
    ) {
      throw shapeError('Concat', `sizes differ beside axis ${axis}`, first.shape, shape);
    }
  }
  const starts = tensors.map((_, place) =>
    tensors.slice(0, place).reduce((sum, tensor) => sum + tensor.shape[along]!, 0),
  );
  const total = tensors.reduce((sum, tensor) => sum + tensor.shape[along]!, 0);
  return first.graph
    .emit(
      'Concat',
      tensors,
      first.shape.map((dim, place) => (place === along ? total : dim)),
      { attributes: { axis: { int: along } } },
    )
    .differentiate(tensors, (dy, needed) =>
      tensors.map((tensor, place) =>
        needed[place] ? slice(dy, along, starts[place]!, starts[place]! + tensor.shape[along]!) : null,
      ),
    );
}
