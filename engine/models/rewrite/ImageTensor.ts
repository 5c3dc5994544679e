import type { ImageLayout, ModelJson } from '../../../protocol/model.ts';
import type { ElementType } from '../../onnx/node.ts';

/** An image as one half of a model holds it in a tensor. */
export interface ImageTensor {
  width: number;
  height: number;
  channels: 1 | 3;
  layout: ImageLayout;
  range: readonly [number, number];
  /** [C], null for no normalisation. */
  mean: readonly number[] | null;
  std: readonly number[] | null;
  /** Element type of the tensor. */
  type: ElementType;
  /** The tensor's dims without the batch axis, as the graph has them: [C,H,W], [H,W,C], [P], [H,W]. */
  itemDims: readonly number[];
}

/** The description of one half's image: its own fields where it has some, else the model's. */
export function imageTensor(
  json: ModelJson,
  half: 'encoder' | 'decoder',
  type: ElementType,
  itemDims: readonly number[],
): ImageTensor {
  const { image } = json;
  const own = json[half]?.image ?? {};
  return {
    width: image.width,
    height: image.height,
    channels: image.channels,
    layout: own.layout ?? image.layout,
    range: own.range ?? image.range,
    mean: own.mean ?? image.mean ?? null,
    std: own.std ?? image.std ?? null,
    type,
    itemDims,
  };
}

/** The dims, without batch axis, that a layout gives an image. 'flat' is in C,H,W order, as PyTorch flattens. */
export function layoutDims(layout: ImageLayout, channels: number, height: number, width: number): number[] {
  if (layout === 'NCHW') return [channels, height, width];
  if (layout === 'NHWC') return [height, width, channels];
  return [channels * height * width];
}
