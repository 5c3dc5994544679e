import { shapeError, sizeOf } from '../graph/shape.ts';
import type { Tensor } from '../graph/Tensor.ts';
import { add } from './add.ts';
import { layerNormalization } from './layerNormalization.ts';
import { mul } from './mul.ts';
import { reshape } from './reshape.ts';

/**
 * Group normalisation (Wu & He 2018): mean 0 and variance 1 over each group of channels and all pixels of one image, then a
 * scale and a shift per channel. The same at every batch size.
 * @param x [N,C,H,W]
 * @param scale [C]
 * @param shift [C]
 */
export function groupNormalization(x: Tensor, groups: number, scale: Tensor, shift: Tensor): Tensor {
  const [n, c] = x.shape as [number, number];
  if (x.shape.length !== 4 || c % groups) {
    throw shapeError('GroupNormalization', `expected [N,C,H,W] with C a multiple of ${groups}`, x.shape);
  }
  const grouped = reshape(x, [n, groups, sizeOf(x.shape) / n / groups]);
  const normal = reshape(layerNormalization(grouped), x.shape);
  return add(mul(normal, reshape(scale, [c, 1, 1])), reshape(shift, [c, 1, 1]));
}
