import { shapeError } from '../graph/shape.ts';
import type { Tensor } from '../graph/Tensor.ts';
import { expand } from './expand.ts';
import { reshape } from './reshape.ts';

/** Every pixel of [N,C,H,W] becomes a 2×2 square of itself: nearest neighbour. Gradient: the sum over the square. */
export function upsample(x: Tensor): Tensor {
  if (x.shape.length !== 4) throw shapeError('Upsample', 'expected [N,C,H,W]', x.shape);
  const [n, c, h, w] = x.shape as [number, number, number, number];
  return reshape(expand(reshape(x, [n, c * h, 1, w, 1]), [n, c * h, 2, w, 2]), [n, c, 2 * h, 2 * w]);
}
