/**
 * Convolution and transposed convolution as matrix products over channels-last images, for training on a CPU: large products
 * run near the processor's peak, direct convolutions and above all their weight gradients do not. The columns of an image are
 * made once, for the product and for the weight gradient. Going back (the input's gradient, or the transposed convolution)
 * needs no scattered sums: with a kernel that is a multiple of the stride, each stride×stride square of the result is one
 * product of the (kernel/stride)² pixels that reach it.
 */
import { shapeError } from '../graph/shape.ts';
import type { Tensor } from '../graph/Tensor.ts';
import { concat } from './concat.ts';
import { convSize } from './conv.ts';
import { gatherPixels, OUTSIDE, pixelsOf } from './gatherPixels.ts';
import { product } from './gemm.ts';
import { reduceSum } from './reduceSum.ts';
import { reshape } from './reshape.ts';
import { transpose } from './transpose.ts';

export interface ProductConvOptions {
  /** The kernel's side must be a multiple of it. */
  stride: number;
  padding: number;
}

/**
 * Convolution with channels last.
 * @param x [N,H,W,C]
 * @param w [F,C,k,k]
 * @param b [F] or null
 * @returns [N,H′,W′,F], H′ as of convSize
 */
export function productConv(x: Tensor, w: Tensor, b: Tensor | null, options: ProductConvOptions): Tensor {
  check('ProductConv', x, w, b, options, 1, 0);
  const [filters, channels, kernel] = w.shape as [number, number, number];
  const [n, h, width] = x.shape as [number, number, number];
  const [outH, outW] = [h, width].map((side) => convSize(side, kernel, { ...options, dilation: 1 })) as [
    number,
    number,
  ];
  if (outH < 1 || outW < 1)
    throw shapeError('ProductConv', 'the kernel is larger than the padded image', x.shape, w.shape);
  const columns = convColumns(x, kernel, options, outH, outW);
  const y = reshape(product(columns, kernelRows(w), {}, b), [n, outH, outW, filters]);
  return y.differentiate(b ? [x, w, b] : [x, w], (dy, [needX, needW, needB]) => {
    const rows = reshape(dy, [n * outH * outW, filters]);
    return [
      needX ? squares(dy, w, null, options, h, width) : null,
      needW ? rowsToKernel(product(columns, rows, { transA: true }), filters, channels, kernel) : null,
      needB ? reduceSum(rows, [0]) : null,
    ];
  });
}

/**
 * Transposed convolution with channels last.
 * @param x [N,H,W,C]
 * @param w [C,F,k,k]
 * @param b [F] or null
 * @returns [N,H′,W′,F], H′ = (H − 1)·stride − 2·padding + k + outputPadding
 */
export function productConvTranspose(
  x: Tensor,
  w: Tensor,
  b: Tensor | null,
  options: ProductConvOptions,
  outputPadding = 0,
): Tensor {
  check('ProductConvTranspose', x, w, b, options, 0, 1);
  const [channels, filters, kernel] = w.shape as [number, number, number];
  const [n, h, width] = x.shape as [number, number, number];
  const [outH, outW] = [h, width].map(
    (side) => (side - 1) * options.stride - 2 * options.padding + kernel + outputPadding,
  ) as [number, number];
  if (outH < 1 || outW < 1)
    throw shapeError('ProductConvTranspose', 'nothing is left inside the padding', x.shape, w.shape);
  const y = squares(x, w, b, options, outH, outW);
  return y.differentiate(b ? [x, w, b] : [x, w], (dy, [needX, needW, needB]) => {
    const columns = convColumns(dy, kernel, options, h, width);
    const rows = reshape(x, [n * h * width, channels]);
    return [
      needX ? reshape(product(columns, kernelRows(w)), x.shape) : null,
      needW ? rowsToKernel(product(columns, rows, { transA: true }), channels, filters, kernel) : null,
      needB ? reduceSum(reshape(dy, [n * outH * outW, filters]), [0]) : null,
    ];
  });
}

/**
 * What each output pixel of a convolution sees: [N·outH·outW, k·k·C]. Windows start at multiples of the stride and are as wide
 * as several of it, so they are gathered by runs of stride pixels: with three channels the number of copies is what costs.
 */
function convColumns(
  x: Tensor,
  kernel: number,
  { stride, padding }: ProductConvOptions,
  outH: number,
  outW: number,
): Tensor {
  const [n, h, w, channels] = x.shape as [number, number, number, number];
  const runs = kernel / stride;
  const runsInRow = Math.max(Math.ceil((padding + w) / stride), outW - 1 + runs);
  const rows = Math.max(padding + h, (outH - 1) * stride + kernel);
  const places = new Int32Array(outH * outW * kernel * runs);
  let next = 0;
  for (let oy = 0; oy < outH; oy++)
    for (let ox = 0; ox < outW; ox++)
      for (let ky = 0; ky < kernel; ky++)
        for (let run = 0; run < runs; run++) places[next++] = (oy * stride + ky) * runsInRow + ox + run;
  const padded = withZeros(x, padding, rows - padding - h, runsInRow * stride - padding - w);
  return gatherPixels(reshape(padded, [n, rows * runsInRow, stride * channels]), places, kernel * runs);
}

/** x [N,H,W,C] with rows and columns of zeros around it, as one node and without a rule on the tape. */
function withZeros(x: Tensor, before: number, below: number, right: number): Tensor {
  if (before + below + right === 0) return x;
  const [n, h, w, channels] = x.shape as [number, number, number, number];
  const pads = x.graph.integers([0, before, before, 0, 0, below, right, 0]);
  return x.graph.emit('Pad', [x, pads], [n, before + h + below, before + w + right, channels]);
}

/**
 * y [N,H,W,F] back through w [F,C,k,k] (+ b): [N,outH,outW,C]. Result pixel s·q + r − padding is the sum over j of input pixel
 * q − j times kernel tap s·j + r, so all pixels of square q come of the same (k/s)² input pixels.
 */
function squares(
  y: Tensor,
  w: Tensor,
  b: Tensor | null,
  { stride, padding }: ProductConvOptions,
  outH: number,
  outW: number,
): Tensor {
  const [filters, channels, kernel] = w.shape as [number, number, number];
  const [n, h, width] = y.shape as [number, number, number];
  const taps = kernel / stride;
  const [squaresH, squaresW] = [outH, outW].map((side) => Math.floor((side - 1 + padding) / stride) + 1) as [
    number,
    number,
  ];

  const seen = new Int32Array(squaresH * squaresW * taps * taps);
  let next = 0;
  for (let qy = 0; qy < squaresH; qy++)
    for (let qx = 0; qx < squaresW; qx++)
      for (let jy = 0; jy < taps; jy++)
        for (let jx = 0; jx < taps; jx++) seen[next++] = placeOf(qy - jy, qx - jx, h, width);
  const columns = gatherPixels(pixelsOf(y), seen, taps * taps);

  // Rows (sub-row, sub-column, C), columns (tap row, tap column, F): runs of F values stay whole, and Gemm transposes for free.
  const split = reshape(kernelRows(w), [taps, stride, taps, stride, channels, filters]);
  const matrix = reshape(transpose(split, [1, 3, 4, 0, 2, 5]), [
    stride * stride * channels,
    taps * taps * filters,
  ]);
  const bias =
    b &&
    concat(
      Array.from({ length: stride * stride }, () => b),
      0,
    );
  const products = product(columns, matrix, { transB: true }, bias);

  const places = new Int32Array(outH * outW);
  next = 0;
  for (let oy = padding; oy < outH + padding; oy++)
    for (let ox = padding; ox < outW + padding; ox++) {
      const square = Math.floor(oy / stride) * squaresW + Math.floor(ox / stride);
      places[next++] = (square * stride + (oy % stride)) * stride + (ox % stride);
    }
  const pixels = reshape(products, [n, squaresH * squaresW * stride * stride, channels]);
  return reshape(gatherPixels(pixels, places, 1), [n, outH, outW, channels]);
}

const placeOf = (y: number, x: number, h: number, w: number): number =>
  y < 0 || y >= h || x < 0 || x >= w ? OUTSIDE : y * w + x;

/** The order in which products want a kernel [F,C,k,k]: [k,k,C,F]. Its own inverse is KERNEL_FROM_ROWS. */
export const KERNEL_TO_ROWS = [2, 3, 1, 0] as const;
export const KERNEL_FROM_ROWS = [3, 2, 0, 1] as const;

/** w [F,C,k,k] as the matrix [k·k·C, F]. */
function kernelRows(w: Tensor): Tensor {
  const [filters, channels, kernel] = w.shape as [number, number, number];
  return reshape(transpose(w, KERNEL_TO_ROWS), [kernel * kernel * channels, filters]);
}

function rowsToKernel(matrix: Tensor, filters: number, channels: number, kernel: number): Tensor {
  return transpose(reshape(matrix, [kernel, kernel, channels, filters]), KERNEL_FROM_ROWS);
}

function check(
  operator: string,
  x: Tensor,
  w: Tensor,
  b: Tensor | null,
  { stride }: ProductConvOptions,
  channelAxis: number,
  filterAxis: number,
): void {
  const kernel = w.shape[2];
  if (x.shape.length !== 4 || w.shape.length !== 4 || x.shape[3] !== w.shape[channelAxis]) {
    throw shapeError(operator, 'expected x [N,H,W,C] and a kernel over the same C', x.shape, w.shape);
  }
  if (kernel !== w.shape[3] || kernel === undefined || kernel % stride) {
    throw shapeError(
      operator,
      `expected a square kernel whose side is a multiple of stride ${stride}`,
      x.shape,
      w.shape,
    );
  }
  if (b && (b.shape.length !== 1 || b.shape[0] !== w.shape[filterAxis])) {
    throw shapeError(operator, 'the bias must hold one value per filter', w.shape, b.shape);
  }
}
