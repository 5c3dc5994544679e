import type { Tensor } from '../graph/Tensor.ts';
import { mul } from './mul.ts';
import { reduceMean } from './reduceMean.ts';
import { sub } from './sub.ts';

const EPSILON = 1e-5;

/**
 * (x − mean) / √(variance + 1e-5) over the last axis (Ba, Kiros & Hinton 2016), without scale and shift.
 * Gradient, with y the output and s the inverse deviation: s · (dy − mean(dy) − y · mean(dy · y)).
 */
export function layerNormalization(x: Tensor): Tensor {
  const { graph } = x;
  const width = x.shape.at(-1) ?? 1;
  const statistics = [...x.shape.slice(0, -1), 1];
  const [y, , inverseDeviation] = graph.emitAll(
    'LayerNormalization',
    [x, graph.filled([width], 1)],
    [x.shape, statistics, statistics],
    { attributes: { axis: { int: -1 }, epsilon: { float: EPSILON } } },
  ) as [Tensor, Tensor, Tensor];
  return y.differentiate([x], (dy) => {
    const centred = sub(dy, reduceMean(dy, [-1], true));
    return [mul(inverseDeviation, sub(centred, mul(y, reduceMean(mul(dy, y), [-1], true))))];
  });
}
