import { broadcastShapes, shapeError } from '../graph/shape.ts';
import type { Tensor } from '../graph/Tensor.ts';
import { sumToShape } from './reduceSum.ts';
import { transpose } from './transpose.ts';

/** a [...,M,K] · b [...,K,N] = [...,M,N]; leading axes broadcast. Gradients: dy · bᵀ, aᵀ · dy. */
export function matmul(a: Tensor, b: Tensor): Tensor {
  const [m, k] = a.shape.slice(-2);
  const [inner, n] = b.shape.slice(-2);
  if (m === undefined || k === undefined || inner === undefined || n === undefined || k !== inner) {
    throw shapeError(
      'MatMul',
      `inner sizes ${k} and ${inner} differ or an input is no matrix`,
      a.shape,
      b.shape,
    );
  }
  const leading = broadcastShapes('MatMul', a.shape.slice(0, -2), b.shape.slice(0, -2));
  return a.graph
    .emit('MatMul', [a, b], [...leading, m, n])
    .differentiate([a, b], (dy, [needA, needB]) => [
      needA ? sumToShape(matmul(dy, swapLastAxes(b)), a.shape) : null,
      needB ? sumToShape(matmul(swapLastAxes(a), dy), b.shape) : null,
    ]);
}

function swapLastAxes(x: Tensor): Tensor {
  const axes = x.shape.map((_, axis) => axis);
  return transpose(x, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
}
