import { shapeError } from '../graph/shape.ts';
import type { Tensor } from '../graph/Tensor.ts';
import { mul } from './mul.ts';
import { upsample } from './upsample.ts';

/** Every 2×2 square of [N,C,H,W] becomes its mean; H and W must be even. Gradient: a quarter of dy to each of the four. */
export function downsample(x: Tensor): Tensor {
  const [n, c, h, w] = x.shape as [number, number, number, number];
  if (x.shape.length !== 4 || h % 2 || w % 2)
    throw shapeError('Downsample', 'expected [N,C,H,W] with even H and W', x.shape);
  return x.graph
    .emit('AveragePool', [x], [n, c, h / 2, w / 2], {
      attributes: { kernel_shape: { ints: [2, 2] }, strides: { ints: [2, 2] } },
    })
    .differentiate([x], (dy) => [upsample(mul(dy, x.graph.scalar(0.25)))]);
}
