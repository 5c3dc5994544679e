import { shapeError } from '../graph/shape.ts';
import type { Tensor } from '../graph/Tensor.ts';
import { depthToSpace } from './depthToSpace.ts';

/** [N,C,H,W] to [N,C·block²,H/block,W/block]: the squares' pixels become channels, pixel-major. Gradient: the inverse. */
export function spaceToDepth(x: Tensor, block: number): Tensor {
  const [n, c, h, w] = x.shape as [number, number, number, number];
  if (x.shape.length !== 4 || h % block || w % block) {
    throw shapeError('SpaceToDepth', `expected [N,C,H,W] with H and W multiples of ${block}`, x.shape);
  }
  return x.graph
    .emit('SpaceToDepth', [x], [n, c * block * block, h / block, w / block], {
      attributes: { blocksize: { int: block } },
    })
    .differentiate([x], (dy) => [depthToSpace(dy, block)]);
}
