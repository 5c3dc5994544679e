import { shapeError, sameShape, type Shape } from '../graph/shape.ts';
import type { Tensor } from '../graph/Tensor.ts';
import { add } from '../operators/add.ts';
import { div } from '../operators/div.ts';
import { matmul } from '../operators/matmul.ts';
import { mul } from '../operators/mul.ts';
import { reduceMean } from '../operators/reduceMean.ts';
import { square } from '../operators/square.ts';
import { sub } from '../operators/sub.ts';
import { l1Loss } from './l1Loss.ts';

const WINDOW = 11;
const SIGMA = 1.5;
const C1 = 0.01 ** 2;
const C2 = 0.03 ** 2;
const L1_SHARE = 0.16;

/**
 * 0.84 · (1 − SSIM) + 0.16 · L1: structure, with enough of the plain error to hold the brightness, in the proportion of
 * Zhao, Gallo, Frosio & Kautz 2017.
 * @param xHat [N,C,H,W] in 0..1
 * @param x [N,C,H,W] in 0..1
 */
export function ssimLoss(xHat: Tensor, x: Tensor): Tensor {
  const one = xHat.graph.scalar(1);
  const structure = mul(sub(one, ssim(xHat, x)), xHat.graph.scalar(1 - L1_SHARE));
  return add(structure, mul(l1Loss(xHat, x), xHat.graph.scalar(L1_SHARE)));
}

/**
 * Mean structural similarity (Wang, Bovik, Sheikh & Simoncelli 2004): Gaussian window of 11 pixels, σ 1.5, smaller only
 * where the image is; positions where the window fits, range 1.
 */
export function ssim(a: Tensor, b: Tensor): Tensor {
  if (a.shape.length !== 4 || !sameShape(a.shape, b.shape)) {
    throw shapeError('SSIM', 'expected two tensors of one shape [N,C,H,W]', a.shape, b.shape);
  }
  const { graph } = a;
  const blur = blurOf(a.shape);
  const meanA = blur(a);
  const meanB = blur(b);
  const meanAB = mul(meanA, meanB);
  const meanSquares = add(square(meanA), square(meanB));
  const covariance = sub(blur(mul(a, b)), meanAB);
  const variances = sub(blur(add(square(a), square(b))), meanSquares);
  const two = graph.scalar(2);
  const numerator = mul(add(mul(meanAB, two), graph.scalar(C1)), add(mul(covariance, two), graph.scalar(C2)));
  const denominator = mul(add(meanSquares, graph.scalar(C1)), add(variances, graph.scalar(C2)));
  return reduceMean(div(numerator, denominator));
}

/** The window is separable, so a blur is two products with band matrices, which run faster than a convolution. */
function blurOf([, , h, w]: Shape): (x: Tensor) => Tensor {
  return (x) => {
    const down = x.graph.constant('float32', [h! - windowOf(h!) + 1, h!], bandMatrix(h!, false));
    const across = x.graph.constant('float32', [w!, w! - windowOf(w!) + 1], bandMatrix(w!, true));
    return matmul(matmul(down, x), across);
  };
}

const windowOf = (size: number): number => Math.min(WINDOW, size - ((size + 1) % 2));

/** Rows of shifted Gaussian weights that sum to 1: [size − window + 1, size], or its transpose. */
function bandMatrix(size: number, transposed: boolean): Float32Array<ArrayBuffer> {
  const window = windowOf(size);
  const weights = Array.from({ length: window }, (_, tap) =>
    Math.exp(-((tap - (window - 1) / 2) ** 2) / (2 * SIGMA ** 2)),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const rows = size - window + 1;
  const matrix = new Float32Array(rows * size);
  for (let row = 0; row < rows; row++) {
    weights.forEach((weight, tap) => {
      matrix[transposed ? (row + tap) * rows + row : row * size + row + tap] = weight / sum;
    });
  }
  return matrix;
}
