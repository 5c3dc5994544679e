import { shapeError, type Shape } from '../graph/shape.ts';
import type { Tensor } from '../graph/Tensor.ts';
import { convTransposeNode } from './convTranspose.ts';
import { reduceSum } from './reduceSum.ts';
import { transpose } from './transpose.ts';
import { slice } from './slice.ts';

export interface ConvOptions {
  /** Distance between output pixels in input pixels, both axes. */
  stride: number;
  /** Zeros around the image on every side. */
  padding: number;
  /** Distance between kernel taps. */
  dilation: number;
}

/** Pixels along one axis: floor((size + 2·padding − dilation·(kernel − 1) − 1) / stride) + 1. */
export const convSize = (size: number, kernel: number, { stride, padding, dilation }: ConvOptions): number =>
  Math.floor((size + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1;

/**
 * Convolution (cross-correlation), as every deep learning library has it.
 * @param x [N,C,H,W]
 * @param w [F,C,kH,kW]
 * @param b [F] or null
 * @returns [N,F,H′,W′]
 */
export function conv(x: Tensor, w: Tensor, b: Tensor | null, options: ConvOptions): Tensor {
  const shape = convShape(x.shape, w.shape);
  if (b && (b.shape.length !== 1 || b.shape[0] !== w.shape[0])) {
    throw shapeError('Conv', 'the bias must hold one value per filter', w.shape, b.shape);
  }
  return convNode(x, w, b, shape, options).differentiate(
    b ? [x, w, b] : [x, w],
    (dy, [needX, needW, needB]) => [
      needX ? convTransposeNode(dy, w, null, x.shape, options) : null,
      needW ? convWeightGradient(x, dy, w.shape, options) : null,
      needB ? reduceSum(dy, [0, 2, 3]) : null,
    ],
  );

  function convShape(xShape: Shape, wShape: Shape): Shape {
    if (xShape.length !== 4 || wShape.length !== 4 || xShape[1] !== wShape[1]) {
      throw shapeError('Conv', 'expected x [N,C,H,W] and w [F,C,kH,kW] of the same C', xShape, wShape);
    }
    const size = [convSize(xShape[2]!, wShape[2]!, options), convSize(xShape[3]!, wShape[3]!, options)];
    if (size.some((side) => side < 1))
      throw shapeError('Conv', 'the kernel is larger than the padded image', xShape, wShape);
    return [xShape[0]!, wShape[0]!, ...size];
  }
}

/** The bare node, for the gradients of convTranspose. */
export function convNode(x: Tensor, w: Tensor, b: Tensor | null, shape: Shape, options: ConvOptions): Tensor {
  const { stride, padding, dilation } = options;
  return x.graph.emit('Conv', b ? [x, w, b] : [x, w], shape, {
    attributes: {
      kernel_shape: { ints: w.shape.slice(2) },
      strides: { ints: [stride, stride] },
      pads: { ints: [padding, padding, padding, padding] },
      dilations: { ints: [dilation, dilation] },
    },
  });
}

/**
 * dLoss/dw of a convolution: x convolved with dy as the kernel, batch and channels having changed places, stride and
 * dilation too.
 * @param x [N,C,H,W]
 * @param dy [N,F,H′,W′]
 * @returns wShape = [F,C,kH,kW]
 */
export function convWeightGradient(x: Tensor, dy: Tensor, wShape: Shape, options: ConvOptions): Tensor {
  const [filters, channels, kernelH, kernelW] = wShape as [number, number, number, number];
  const swapped = { stride: options.dilation, dilation: options.stride, padding: options.padding };
  const sides = [2, 3].map((axis) => convSize(x.shape[axis]!, dy.shape[axis]!, swapped));
  const full = convNode(
    transpose(x, [1, 0, 2, 3]),
    transpose(dy, [1, 0, 2, 3]),
    null,
    [channels, filters, ...sides],
    swapped,
  );
  // Input rows that the stride never reached give the "kernel" more places than w has taps.
  const used = slice(slice(full, 2, 0, kernelH), 3, 0, kernelW);
  return transpose(used, [1, 0, 2, 3]);
}
