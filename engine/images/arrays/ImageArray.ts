import { bytesPerNumber, sizeOfShape, type ArrayHeader } from './ArrayHeader.ts';
import { arrayLayout, type ArrayLayout } from './arrayLayout.ts';
import type { ByteSource } from './ByteSource.ts';
import { numberScale, type NumberScale } from './numberScale.ts';

/** One array of images. */
export interface ImageArray {
  header: ArrayHeader;
  layout: ArrayLayout;
  bytes: ByteSource;
  scale: NumberScale;
  /** One per image, when the file says. */
  labels: string[] | null;
}

/** @throws Error in words, when the shape is not one of images or the bytes are too few */
export function imageArray(header: ArrayHeader, bytes: ByteSource, labels: string[] | null): ImageArray {
  const layout = arrayLayout(header);
  const needed = header.dataOffset + sizeOfShape(header.shape) * bytesPerNumber(header.type);
  if (bytes.sizeBytes < needed)
    throw new Error(`cut short: ${bytes.sizeBytes} bytes where ${needed} were expected`);
  return { header, layout, bytes, scale: numberScale(header, layout, bytes), labels };
}
