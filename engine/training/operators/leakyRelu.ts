import type { Tensor } from '../graph/Tensor.ts';
import { add } from './add.ts';
import { maskOf } from './clip.ts';
import { mul } from './mul.ts';

/** x where x > 0, else slope · x. */
export function leakyRelu(x: Tensor, slope = 0.01): Tensor {
  const { graph } = x;
  return graph
    .emit('LeakyRelu', [x], x.shape, { attributes: { alpha: { float: slope } } })
    .differentiate([x], (dy) => {
      const slopes = add(mul(maskOf('Greater', x, 0), graph.scalar(1 - slope)), graph.scalar(slope));
      return [mul(dy, slopes)];
    });
}
