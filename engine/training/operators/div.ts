import { broadcastShapes } from '../graph/shape.ts';
import type { Tensor } from '../graph/Tensor.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { sumToShape } from './reduceSum.ts';

/** a / b element by element, broadcast. Gradients: dy / b, and −dy · y / b. */
export function div(a: Tensor, b: Tensor): Tensor {
  const y = a.graph.emit('Div', [a, b], broadcastShapes('Div', a.shape, b.shape));
  return y.differentiate([a, b], (dy, [needA, needB]) => {
    const quotient = div(dy, b);
    return [
      needA ? sumToShape(quotient, a.shape) : null,
      needB ? neg(sumToShape(mul(quotient, y), b.shape)) : null,
    ];
  });
}
