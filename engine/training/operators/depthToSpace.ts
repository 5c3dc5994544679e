import { shapeError } from '../graph/shape.ts';
import type { Tensor } from '../graph/Tensor.ts';
import { spaceToDepth } from './spaceToDepth.ts';

/** [N,C·block²,H,W] to [N,C,H·block,W·block], in DCR order: the inverse of spaceToDepth, which is also its gradient. */
export function depthToSpace(x: Tensor, block: number): Tensor {
  const [n, c, h, w] = x.shape as [number, number, number, number];
  if (x.shape.length !== 4 || c % (block * block)) {
    throw shapeError('DepthToSpace', `expected [N,C,H,W] with C a multiple of ${block * block}`, x.shape);
  }
  return x.graph
    .emit('DepthToSpace', [x], [n, c / (block * block), h * block, w * block], {
      attributes: { blocksize: { int: block }, mode: { string: 'DCR' } },
    })
    .differentiate([x], (dy) => [spaceToDepth(dy, block)]);
}
