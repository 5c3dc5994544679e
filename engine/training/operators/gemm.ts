import { shapeError } from '../graph/shape.ts';
import type { Tensor } from '../graph/Tensor.ts';
import { reduceSum } from './reduceSum.ts';
import { reshape } from './reshape.ts';
import { transpose } from './transpose.ts';

/**
 * The dense layer x · w + b.
 * @param x [M,K]
 * @param w [K,N]
 * @param b [N], or null for none
 */
export function gemm(x: Tensor, w: Tensor, b: Tensor | null): Tensor {
  const [n] = w.shape.slice(-1);
  if (b && (b.shape.length !== 1 || b.shape[0] !== n)) {
    throw shapeError('Gemm', 'the bias must hold one value per column of w', w.shape, b.shape);
  }
  return product(x, w, {}, b).differentiate(b ? [x, w, b] : [x, w], (dy, [needX, needW, needB]) => [
    needX ? product(dy, w, { transB: true }) : null,
    needW ? product(turned(x), dy) : null,
    needB ? reduceSum(dy, [0]) : null,
  ]);
}

/**
 * x · wᵀ + b.
 * @param x [M,K]
 * @param w [N,K]
 * @param b [N]
 */
export function gemmTransposed(x: Tensor, w: Tensor, b: Tensor): Tensor {
  return product(x, w, { transB: true }, b).differentiate([x, w, b], (dy, [needX, needW, needB]) => [
    needX ? product(dy, w) : null,
    needW ? product(turned(dy), x) : null,
    needB ? reduceSum(dy, [0]) : null,
  ]);
}

/**
 * xᵀ as a copy: for the few rows of a batch that is cheaper than Gemm's own transposition, which it repeats for every block of
 * columns. The third axis keeps ONNX Runtime from folding the two into one again.
 */
function turned(x: Tensor): Tensor {
  const [rows, columns] = x.shape as [number, number];
  return reshape(transpose(reshape(x, [1, rows, columns]), [0, 2, 1]), [columns, rows]);
}

/** One Gemm node: op(a) · op(b) (+ c), without a rule on the tape. Transposing inside Gemm copies nothing. */
export function product(
  a: Tensor,
  b: Tensor,
  { transA = false, transB = false } = {},
  c: Tensor | null = null,
): Tensor {
  if (a.shape.length !== 2 || b.shape.length !== 2)
    throw shapeError('Gemm', 'both inputs must be matrices', a.shape, b.shape);
  const [m, k] = transA ? [a.shape[1]!, a.shape[0]!] : [a.shape[0]!, a.shape[1]!];
  const [inner, n] = transB ? [b.shape[1]!, b.shape[0]!] : [b.shape[0]!, b.shape[1]!];
  if (k !== inner) throw shapeError('Gemm', `inner sizes ${k} and ${inner} differ`, a.shape, b.shape);
  return a.graph.emit('Gemm', c ? [a, b, c] : [a, b], [m, n], {
    attributes: { transA: { int: transA ? 1 : 0 }, transB: { int: transB ? 1 : 0 } },
  });
}
