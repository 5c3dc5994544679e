import type { Tensor } from '../graph/Tensor.ts';
import { toFloat32 } from './toFloat32.ts';
import { mul } from './mul.ts';

/** x held between low and high (null: no bound). Gradient: dy where x lies strictly between, else 0. */
export function clip(x: Tensor, low: number | null, high: number | null): Tensor {
  const { graph } = x;
  return graph
    .emit(
      'Clip',
      [x, low === null ? null : graph.scalar(low), high === null ? null : graph.scalar(high)],
      x.shape,
    )
    .differentiate([x], (dy) => {
      let gradient = dy;
      if (low !== null) gradient = mul(gradient, maskOf('Greater', x, low));
      if (high !== null) gradient = mul(gradient, maskOf('Less', x, high));
      return [gradient];
    });
}

/** 1 where the comparison of x with a number holds, else 0; float32. */
export function maskOf(comparison: 'Greater' | 'Less', x: Tensor, bound: number): Tensor {
  const holds = x.graph.emit(comparison, [x, x.graph.scalar(bound)], x.shape, { type: 'bool' });
  return toFloat32(holds);
}
