import { shapeError, type Shape } from '../graph/shape.ts';
import type { Tensor } from '../graph/Tensor.ts';
import { convNode, convSize, convWeightGradient, type ConvOptions } from './conv.ts';
import { reduceSum } from './reduceSum.ts';

export interface ConvTransposeOptions extends ConvOptions {
  /** Rows and columns added at the bottom and right, less than the stride. */
  outputPadding: number;
}

/**
 * Transposed convolution: the gradient of a convolution with respect to its input, as a layer.
 * @param x [N,C,H,W]
 * @param w [C,F,kH,kW]
 * @param b [F] or null
 * @returns [N,F,H′,W′], H′ = (H − 1)·stride − 2·padding + dilation·(kH − 1) + 1 + outputPadding
 */
export function convTranspose(x: Tensor, w: Tensor, b: Tensor | null, options: ConvTransposeOptions): Tensor {
  const { stride, padding, dilation, outputPadding } = options;
  if (x.shape.length !== 4 || w.shape.length !== 4 || x.shape[1] !== w.shape[0]) {
    throw shapeError(
      'ConvTranspose',
      'expected x [N,C,H,W] and w [C,F,kH,kW] of the same C',
      x.shape,
      w.shape,
    );
  }
  if (b && (b.shape.length !== 1 || b.shape[0] !== w.shape[1])) {
    throw shapeError('ConvTranspose', 'the bias must hold one value per filter', w.shape, b.shape);
  }
  if (outputPadding < 0 || outputPadding >= Math.max(stride, dilation)) {
    throw shapeError(
      'ConvTranspose',
      `outputPadding ${outputPadding} must be less than stride ${stride}`,
      x.shape,
      w.shape,
    );
  }
  const sides = [2, 3].map(
    (axis) =>
      (x.shape[axis]! - 1) * stride - 2 * padding + dilation * (w.shape[axis]! - 1) + 1 + outputPadding,
  );
  if (sides.some((side) => side < 1))
    throw shapeError('ConvTranspose', 'nothing is left inside the padding', x.shape, w.shape);
  return convTransposeNode(x, w, b, [x.shape[0]!, w.shape[1]!, ...sides], options).differentiate(
    b ? [x, w, b] : [x, w],
    (dy, [needX, needW, needB]) => [
      needX ? convNode(dy, w, null, x.shape, options) : null,
      needW ? convWeightGradient(dy, x, w.shape, options) : null,
      needB ? reduceSum(dy, [0, 2, 3]) : null,
    ],
  );
}

/** The bare node. The output's shape says which of the sizes that the convolution maps to x's is meant. */
export function convTransposeNode(
  x: Tensor,
  w: Tensor,
  b: Tensor | null,
  shape: Shape,
  { stride, padding, dilation }: ConvOptions,
): Tensor {
  const outputPadding = [2, 3].map((axis) => {
    const least = (x.shape[axis]! - 1) * stride - 2 * padding + dilation * (w.shape[axis]! - 1) + 1;
    return shape[axis]! - least;
  });
  if (
    [2, 3].some(
      (axis) => convSize(shape[axis]!, w.shape[axis]!, { stride, padding, dilation }) !== x.shape[axis],
    )
  ) {
    throw shapeError('ConvTranspose', 'the output size does not fit the input', x.shape, shape);
  }
  return x.graph.emit('ConvTranspose', b ? [x, w, b] : [x, w], shape, {
    attributes: {
      kernel_shape: { ints: w.shape.slice(2) },
      strides: { ints: [stride, stride] },
      pads: { ints: [padding, padding, padding, padding] },
      dilations: { ints: [dilation, dilation] },
      output_padding: { ints: outputPadding },
    },
  });
}
