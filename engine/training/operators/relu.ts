import type { Tensor } from '../graph/Tensor.ts';
import { mul } from './mul.ts';

/** Above 1e-30 a rectifier counts as open; smaller outputs than that are rounding. */
const STEEPNESS = 1e30;

/** max(x, 0). Gradient: dy where y > 0; x need not be kept. */
export function relu(x: Tensor): Tensor {
  const y = x.graph.emit('Relu', [x], x.shape);
  return y.differentiate([x], (dy) => [mul(dy, openMask(y))]);
}

/** 1 where y > 0, else 0, for y ≥ 0: a steep ramp, which ONNX Runtime computes many times faster than Sign or a comparison. */
function openMask(y: Tensor): Tensor {
  return y.graph.emit('HardSigmoid', [y], y.shape, {
    attributes: { alpha: { float: STEEPNESS }, beta: { float: 0 } },
  });
}
