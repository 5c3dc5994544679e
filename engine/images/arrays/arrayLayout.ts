import { bytesPerNumber, sizeOfShape, type ArrayHeader } from './ArrayHeader.ts';
import { checkSize } from '../RawImage.ts';

/** How an array's numbers are images. */
export interface ArrayLayout {
  count: number;
  width: number;
  height: number;
  channels: 1 | 3 | 4;
  /** [N,C,H,W] instead of [N,H,W,C]. */
  channelsFirst: boolean;
  /** Bytes of one image. */
  rowBytes: number;
}

const CHANNELS = new Set([1, 3, 4]);
const MAX_ASPECT = 8;

/**
 * Reads images out of a shape: [N,H,W], [N,H,W,C], [N,C,H,W], [N,side²], and a single [H,W] or [H,W,C].
 * @throws Error that gives the shape, when it is none of these
 */
export function arrayLayout(header: ArrayHeader): ArrayLayout {
  const { shape } = header;
  const found = dimensions(shape);
  if (!found) {
    throw new Error(
      `holds an array of shape [${shape.join(',')}]; expected images as [N,H,W], [N,H,W,C], [N,C,H,W] or square ones as [N,pixels]`,
    );
  }
  sizeOfShape(shape);
  const { width, height, channels } = found;
  checkSize(width, height);
  return { ...found, rowBytes: width * height * channels * bytesPerNumber(header.type) };
}

function dimensions(shape: readonly number[]): Omit<ArrayLayout, 'rowBytes'> | null {
  const [a = 0, b = 0, c = 0, d = 0] = shape;
  const image = (count: number, height: number, width: number, channels: number, channelsFirst = false) => ({
    count,
    width,
    height,
    channels: channels as 1 | 3 | 4,
    channelsFirst,
  });
  if (shape.length === 4 && CHANNELS.has(d)) return image(a, b, c, d);
  if (shape.length === 4 && CHANNELS.has(b)) return image(a, c, d, b, true);
  if (shape.length === 3) return CHANNELS.has(c) ? image(1, a, b, c) : image(a, b, c, 1);
  if (shape.length === 2) {
    const side = Math.round(Math.sqrt(b));
    // [28,28] is one picture, [1000,784] is a thousand; [1000,20] is a table.
    if (a !== b && side * side === b && side > 1) return image(a, side, side, 1);
    return Math.max(a, b) <= MAX_ASPECT * Math.min(a, b) ? image(1, a, b, 1) : null;
  }
  return null;
}
