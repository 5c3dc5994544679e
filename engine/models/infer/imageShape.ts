import type { ImageLayout } from '../../../protocol/model.ts';

export interface ImageShape {
  layout: ImageLayout;
  width: number;
  height: number;
  channels: 1 | 3;
  because: string;
}

const SMALLEST_SIDE = 4;

/**
 * Reads a tensor's dims (batch axis included) as an image, or null when they are none.
 * Flat tensors are read as square: 784 is 28×28 grey, 3072 is 32×32 colour.
 */
export function imageShape(dims: readonly number[]): ImageShape | null {
  const shown = `[${dims.join(',')}]`;
  const isChannels = (size: number | undefined): size is 1 | 3 => size === 1 || size === 3;
  const isSide = (size: number | undefined): size is number => size !== undefined && size >= SMALLEST_SIDE;
  const [, a, b, c] = dims;
  if (dims.length === 4) {
    if (isChannels(a) && isSide(b) && isSide(c)) {
      return {
        layout: 'NCHW',
        channels: a,
        height: b,
        width: c,
        because: `${shown} has its channels second`,
      };
    }
    if (isChannels(c) && isSide(a) && isSide(b)) {
      return { layout: 'NHWC', channels: c, height: a, width: b, because: `${shown} has its channels last` };
    }
    return null;
  }
  if (dims.length === 3 && isSide(a) && isSide(b)) {
    return { layout: 'flat', channels: 1, height: a, width: b, because: `${shown} has no channel axis` };
  }
  if (dims.length !== 2 || a === undefined) return null;
  const square = Math.sqrt(a);
  const because = (side: number, channels: string) =>
    `${shown} is a row of ${side}×${side} ${channels} pixels`;
  if (Number.isInteger(square) && square >= SMALLEST_SIDE) {
    return { layout: 'flat', channels: 1, height: square, width: square, because: because(square, 'grey') };
  }
  const colour = Math.sqrt(a / 3);
  if (Number.isInteger(colour) && colour >= SMALLEST_SIDE) {
    return { layout: 'flat', channels: 3, height: colour, width: colour, because: because(colour, 'colour') };
  }
  return null;
}
