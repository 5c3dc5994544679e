import type { Tensor } from '../graph/Tensor.ts';
import { exp } from './exp.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { square } from './square.ts';

/** The error function. Gradient: dy · 2/√π · exp(−x²). */
export function erf(x: Tensor): Tensor {
  return x.graph
    .emit('Erf', [x], x.shape)
    .differentiate([x], (dy) => [mul(dy, mul(exp(neg(square(x))), x.graph.scalar(2 / Math.sqrt(Math.PI))))]);
}
